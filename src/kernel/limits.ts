/** Reopenings that a conversation remembers for the guard (I-10). */
export const reopensKept = 16
