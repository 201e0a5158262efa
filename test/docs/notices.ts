import { readdirSync, readFileSync } from 'node:fs'
import { packageOf, sources } from '../package/sources.ts'
import { root, textOf } from './documents.ts'

interface Manifest {
  readonly dependencies: { readonly [name: string]: string }
  readonly peerDependencies: { readonly [name: string]: string }
}

interface Lock {
  readonly packages: { readonly [path: string]: { readonly version: string; readonly license: string } }
}

/** The packages whose code goes into the built files: those that are imported and not installed with this one. */
export const builtIn = (): readonly string[] => {
  const { dependencies, peerDependencies } = JSON.parse(textOf('package.json')) as Manifest
  const installed = [...Object.keys(dependencies), ...Object.keys(peerDependencies)]
  const imported = sources().flatMap(({ imports }) => imports.filter((name) => !/^(\.|node:)/.test(name)))
  return [...new Set(imported.map(packageOf))].filter((name) => !installed.includes(name)).sort()
}

/** The notice of one package, by the version that the lock file names, with the text that it ships. */
const notice = (name: string): string => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as Lock
  const found = packages[`node_modules/${name}`]
  const folder = `${root}/node_modules/${name}`
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each))
  if (found === undefined || file === undefined) throw new Error(`${name} has no version or no licence`)
  const text = readFileSync(`${folder}/${file}`, 'utf8').trim()
  return `## ${name} ${found.version}\n\n\`\`\`text\n${text}\n\`\`\``
}

/** `docs/third-party-notices.md`, written by `npm run docs`. */
export const notices = (): string =>
  [
    '# Third-party notices',
    'The built files contain parts of these packages, under the MIT licence. Their notices:',
    ...builtIn().map(notice),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
