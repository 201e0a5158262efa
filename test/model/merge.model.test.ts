import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CommonMessageData, StoredEvent } from '../../src/index.ts'
import { findMergeFaults, nameOf } from '../merge/faults.ts'
import { addressOf, people, policy, runStory, type StoryRun, stories } from '../merge/stories.ts'
import { lawRuns, readAllPages } from '../support/world.ts'

const textsOf = (events: readonly StoredEvent[]): readonly string[] =>
  events
    .filter(({ type }) => ['message.received', 'message.sent', 'note.added'].includes(type))
    .map(({ content }) => content?.text ?? '')

/** What was answered with yes is written, once, and nothing is said to be written that is not. */
const unkept = async ({ store, results }: StoryRun): Promise<readonly string[]> => {
  const faults: string[] = []
  const all = await readAllPages((after) => store.events({ after, limit: 1_000 }))
  const stored = new Set(all.map(nameOf))
  const ids = all
    .filter(({ type }) => type === 'message.received')
    .map(({ data }) => (data as CommonMessageData).refs[0])
  if (new Set(ids).size < ids.length) faults.push('a message is stored twice')
  if (stored.size < all.length) faults.push('an event is stored twice')
  const texts = textsOf(all)
  for (const { job, name, text: said, answer } of results) {
    if (!answer.ok && answer.error?.code === 'desk.conflict') faults.push(`${name} gave up`)
    const times = texts.filter((text) => text === said).length
    // A message of ours whose echo came first is stored already: now it has an author (I-4).
    const isNews = answer.ok && (job.do !== 'send' || textsOf(answer.events ?? []).includes(name))
    if (said !== null && times !== (isNews ? 1 : 0)) faults.push(`"${said}" is stored ${times} times`)
    for (const event of answer.events ?? [])
      if (!stored.has(nameOf(event))) faults.push(`${nameOf(event)} is lost`)
  }
  return faults
}

/** Whoever writes afterwards is heard by the one survivor, and whoever has seen it all can close (C-8, CU-3). */
const afterwards = async ({ desk }: StoryRun): Promise<readonly string[]> => {
  const faults: string[] = []
  for (let who = 0; who < people; who++) {
    const [customer, from] = [`p${who}`, addressOf(who, 'sms')]
    const heard = await desk.receive({ channel: 'sms', from, id: `<last ${who}>`, text: 'last' })
    const found = await desk.current(customer)
    if (!heard.ok || !found.ok) return [...faults, `${customer} is not heard`]
    if (heard.customer !== found.customer.id) faults.push(`${customer} is heard as ${heard.customer}`)
    if (found.conversation === null || found.conversation.closed !== null) continue
    const closed = await desk.close({ customer, agent: 'sam', version: found.version, force: true })
    if (!closed.ok) faults.push(`${customer}: ${closed.error.code}`)
  }
  return faults
}

describe('merging at random', () => {
  it(
    'CU-3, CU-4, CU-5, CU-8, O-1, O-4, O-7, E-1: in any order and interleaving nothing is lost, doubled or in a circle',
    () =>
      fc.assert(
        fc.asyncProperty(stories(), async (story) => {
          const played = await runStory(story)
          const faults = [...(await unkept(played)), ...(await afterwards(played))]
          expect([...faults, ...(await findMergeFaults(played.store, policy))]).toEqual([])
        }),
        lawRuns(10_000),
      ),
    600_000,
  )
})
