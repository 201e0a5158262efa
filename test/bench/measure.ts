/** Times a function after it is warm: nanoseconds for one call, one line a round. */
export const measure = (run: () => unknown, calls = 20_000, rounds = 60): void => {
  for (let n = 0; n < calls; n++) run()
  for (let round = 0; round < rounds; round++) {
    const began = process.hrtime.bigint()
    for (let n = 0; n < calls; n++) run()
    console.log(Number(process.hrtime.bigint() - began) / calls)
  }
}
