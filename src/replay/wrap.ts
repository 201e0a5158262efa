import { widthOf } from './terminal.ts'

/** Cuts a word that is longer than a line, such as a link. */
const splitWord = (word: string, width: number): readonly string[] => {
  const found: string[] = []
  let piece = ''
  for (const letter of word) {
    if (widthOf(piece + letter) > width) {
      found.push(piece)
      piece = ''
    }
    piece += letter
  }
  return [...found, piece]
}

/** Breaks a text between words into lines of at most so many columns; of a long one only the first lines are kept. */
export const wrapText = (
  text: string,
  width: number,
  most: number = Number.POSITIVE_INFINITY,
): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((part) => part !== ''))
    for (const piece of splitWord(word, width)) {
      const longer = line === '' ? piece : `${line} ${piece}`
      if (widthOf(longer) <= width) {
        line = longer
        continue
      }
      lines.push(line)
      line = piece
    }
  lines.push(line)
  if (lines.length <= most) return lines
  const [last = ''] = wrapText(lines[most - 1] ?? '', width - 2)
  return [...lines.slice(0, most - 1), `${last} …`]
}
