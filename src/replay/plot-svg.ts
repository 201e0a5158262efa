/** Two digits after the point at most: more of them nobody sees, and every machine writes the same. */
export const rounded = (value: number): string => String(Math.round(100 * value) / 100 + 0)

const escapes: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Text as it may stand in a document; what may not stand there at all is left out. */
export const escaped = (text: string): string =>
  text.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, '').replace(/[&<>"]/g, (character) => escapes[character] ?? '')

type Attributes = { readonly [name: string]: string | number }

const attributesOf = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? rounded(value) : escaped(value)}"`)
    .join('')

/** An element with others in it. */
export const element = (name: string, attributes: Attributes, children: readonly string[] = []): string =>
  children.length === 0
    ? `<${name}${attributesOf(attributes)}/>`
    : `<${name}${attributesOf(attributes)}>${children.join('')}</${name}>`

/** A line of text. */
export const label = (text: string, attributes: Attributes): string =>
  element('text', attributes, [escaped(text)])
