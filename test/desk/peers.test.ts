import { describe, expect, it } from 'vitest'
import { createWorld } from '../support/world.ts'
import { algaPsa } from './peers/alga-psa.ts'
import { chatwoot } from './peers/chatwoot.ts'
import { deliberate } from './peers/deliberate.ts'
import { libredesk } from './peers/libredesk.ts'
import { rocketChat } from './peers/rocket-chat.ts'
import { agent, answerAndClose, answerText, statusSummary } from './peers/scenario.ts'
import { zammad } from './peers/zammad.ts'

/** Scenarios of peer systems with their answers and ours, so that every deliberate difference is visible. */
const peers = {
  Chatwoot: chatwoot,
  Zammad: zammad,
  'Rocket.Chat': rocketChat,
  Libredesk: libredesk,
  'Alga PSA': algaPsa,
  'all four': deliberate,
}

for (const [name, scenarios] of Object.entries(peers))
  describe(`beside ${name}`, () => {
    for (const { id, done, peer, ours, policy, play } of scenarios)
      it(`${id}: ${done} | theirs: ${peer} | ours: ${ours}`, async () => {
        const w = createWorld({ policy })
        const answer = await play(w)
        expect(typeof answer === 'string' ? answer : await statusSummary(w)).toBe(ours)
      })
  })

describe('beside dotdo', () => {
  it('C-6: any command in closed is refused, and nothing is half done', async () => {
    const w = createWorld()
    await answerAndClose(w)
    const before = await w.events()
    for (const answer of [
      await answerText(w.desk.assign({ ...agent, to: 'kim', expected: 'sam' })),
      await answerText(w.desk.addTopic({ ...agent, topic: 'vase' })),
      await answerText(w.desk.noReplyNeeded(agent)),
    ])
      expect(answer).toBe('conversation.closed')
    expect(await w.events()).toEqual(before)
  })
})
