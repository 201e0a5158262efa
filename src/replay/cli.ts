#!/usr/bin/env node
import process from 'node:process'
import { runCommand } from './command.ts'

const { stdout, stderr } = process

// A reader that has seen enough, such as `head`, closes the pipe: that is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await runCommand(process.argv.slice(2), {
  out: (text) => stdout.write(text),
  err: (text) => stderr.write(text),
  colours: stdout.isTTY && stdout.hasColors(),
  bar: stderr.isTTY,
  width: Math.min(120, stdout.columns ?? 100),
})
