import { Pool } from 'pg'

/** What is left of a run with `desk.config.ts`, before and after it. */
const clean = async (): Promise<void> => {
  const { STORE_URL: url } = process.env
  if (url === undefined) return
  const pool = new Pool({ connectionString: url })
  await pool.query('drop schema if exists instead cascade')
  await pool.end()
}

export const setup = clean
export const teardown = clean
