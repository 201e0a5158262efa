import { defineConfig, mergeConfig } from 'vitest/config'
import usual from '../vitest.config.ts'

/** The tests as ever, and laws that fail on purpose, which only a search that names them tries. */
export default mergeConfig(usual, defineConfig({ test: { include: ['test/deep/*.law.ts'] } }))
