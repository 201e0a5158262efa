import { open, readFile, rm } from 'node:fs/promises'
import process from 'node:process'
import { storeError, systemCode } from './store-error.ts'

const isRunning = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

/** Makes the file, which nobody can who finds it there; whether that was so. */
const createLockFile = async (lock: string): Promise<boolean> => {
  try {
    const file = await open(lock, 'wx')
    await file.writeFile(`${process.pid}\n`)
    await file.close()
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

/**
 * Keeps others of this command out of a folder: PGlite lets two processes write to one, and then what one of them wrote
 * is gone. The lock of a process that has died holds nobody up.
 */
export const lockFolder = async (folder: string, name: string): Promise<() => Promise<void>> => {
  const lock = `${folder}.lock`
  for (let attempt = 0; !(await createLockFile(lock)); attempt++) {
    const pid = Number(await readFile(lock, 'utf8').catch(() => ''))
    if (attempt > 0 || isRunning(pid))
      throw storeError(
        `${name} is in use by process ${pid}, and only one at a time may open such a folder. Wait for it to end; if it is no throughline, remove ${lock}`,
      )
    await rm(lock, { force: true })
  }
  return () => rm(lock, { force: true })
}
