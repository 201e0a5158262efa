/** Colours for a terminal; the same functions leave texts alone where there is none. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly yellow: (text: string) => string
  readonly green: (text: string) => string
  readonly blue: (text: string) => string
  readonly cyan: (text: string) => string
  readonly magenta: (text: string) => string
  readonly red: (text: string) => string
}

/** The sixteen colours that every theme sets to its taste. */
export const paintFor = (colours: boolean): Paint => {
  const code =
    (from: number, to: number) =>
    (text: string): string =>
      colours && text !== '' ? `\u001B[${from}m${text}\u001B[${to}m` : text
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    green: code(32, 39),
    yellow: code(33, 39),
    blue: code(34, 39),
    magenta: code(35, 39),
    cyan: code(36, 39),
  }
}

/** What may move the cursor or turn the writing direction: nothing a customer wrote may command a terminal. */
const controlCharacters = /[\p{Cc}\u200E\u200F\u2028-\u202E\u2066-\u2069]+/gu

export const stripControlCharacters = (text: string): string => text.replace(controlCharacters, ' ')

/** Letters that take two columns, and marks that take none. */
const wideCharacter =
  /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u
const zeroWidthCharacter = /[\p{Mn}\p{Me}\p{Cf}]/u

const columnsOf = (letter: string): number =>
  zeroWidthCharacter.test(letter) ? 0 : wideCharacter.test(letter) ? 2 : 1

/** How many columns a plain text takes. */
export const widthOf = (text: string): number => {
  let width = 0
  for (const letter of text) width += columnsOf(letter)
  return width
}

export const padText = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)))
