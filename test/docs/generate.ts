/** `npm run docs` writes the generated parts of the documents anew. */
import { writeFileSync } from 'node:fs'
import { documents, regenerated, root, textOf } from './documents.ts'
import { explore } from './state-table.ts'

const explored = explore()
for (const path of documents) {
  const text = textOf(path)
  const next = regenerated(text, explored)
  if (next !== text) writeFileSync(`${root}/${path}`, next)
  console.log(`${next === text ? 'unchanged' : 'written'} ${path}`)
}
