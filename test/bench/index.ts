import { benchCore } from './core.ts'
import type { Figure } from './figure.ts'
import { benchReplay } from './replay.ts'

const line = ({ what, figure, unit, budget, met }: Figure): string =>
  `${met ? ' ' : '!'} ${what.padEnd(64)} ${figure.toLocaleString('en').padStart(12)} ${unit.padEnd(8)} ${budget}`

const figures: readonly Figure[] = [...benchCore(), ...benchReplay()]
console.log(process.argv.includes('--json') ? JSON.stringify(figures, null, 2) : figures.map(line).join('\n'))
