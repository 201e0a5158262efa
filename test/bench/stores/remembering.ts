/** Asks once for each key and answers every further time as the first, without asking: `key` says what is the same. */
export const remembering = <Given extends readonly unknown[], Answer>(
  ask: (...given: Given) => Promise<Answer>,
  key: (...given: Given) => string,
): ((...given: Given) => Promise<Answer>) => {
  const answers = new Map<string, Answer>()
  return async (...given) => {
    const known = answers.get(key(...given))
    if (known !== undefined) return known
    const answer = await ask(...given)
    answers.set(key(...given), answer)
    return answer
  }
}
