/** Where the command writes to, so that tests can read it. Nothing is added to what is written. */
export interface Io {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether standard output is a terminal that shows colours. */
  readonly colours: boolean
  /** Whether error output is a terminal: only there a progress bar makes sense. */
  readonly bar: boolean
  readonly width: number
}
