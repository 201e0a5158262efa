/** How many cases laws try: `FC_RUNS` is a number for every law, or a multiple of the usual number of each, such as `5x`. */
const readRunCount = (): { readonly times: number; readonly exactly: number | undefined } => {
  const { FC_RUNS: text = '' } = process.env
  if (text === '') return { times: 1, exactly: undefined }
  if (!/^[1-9]\d*x?$/.test(text))
    throw new Error(`Cannot read FC_RUNS: it is "${text}". Give a whole number, or a multiple such as 5x.`)
  return text.endsWith('x')
    ? { times: Number(text.slice(0, -1)), exactly: undefined }
    : { times: 1, exactly: Number(text) }
}

const { times, exactly } = readRunCount()

/** How many cases a law tries that usually tries so many. */
export const caseCountFor = (usual: number): number => exactly ?? usual * times
