/** `npm run docs` writes the generated parts of the documents anew. */
import { writeFileSync } from 'node:fs'
import { documents, regenerated, root, textOf } from './documents.ts'
import { notices } from './notices.ts'
import { explore } from './state-table.ts'

const write = (path: string, next: string): void => {
  const isWritten = next !== textOf(path)
  if (isWritten) writeFileSync(`${root}/${path}`, next)
  console.log(`${isWritten ? 'written' : 'unchanged'} ${path}`)
}

const explored = explore()
for (const path of documents) write(path, regenerated(textOf(path), explored))
write('docs/third-party-notices.md', notices())
