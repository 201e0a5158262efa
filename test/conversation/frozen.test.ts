import { describe, expect, it } from 'vitest'
import { addNote } from '../../src/index.ts'
import { noon } from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import { contextFor, performFromStart, performOne } from './operation-world.ts'
import {
  agentAddsNote,
  agentAddsTopic,
  agentAssigns,
  agentMarksNoReplyNeeded,
  agentSends,
  answeredAndClosed,
  contactEnds,
  currentConversation,
  refusalMatching,
} from './operations.ts'

const closed = performFromStart(answeredAndClosed)

describe('a closed conversation', () => {
  it.each([
    ['a reply', agentSends(undefined, 'email', { conversation: 'closed' })],
    ['a note', agentAddsNote()],
    ['a topic', agentAddsTopic('vase')],
    ['an assignment', agentAssigns('kim')],
    ['an assignment to its present holder', agentAssigns('sam')],
    ['no reply needed', agentMarksNoReplyNeeded()],
    ['an end of contact', contactEnds('agent')],
  ])('C-6: it refuses %s, and names the way out', (_, operation) => {
    expect(performOne(closed, operation).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6', {
        conversation: currentConversation(closed).id,
        at: noon,
        remedy: 'reopen it first, or write a note on the customer instead',
      }),
    )
  })

  it('C-6, CU-4: one that was merged away leads to the survivor', () => {
    const merged = deepFreeze({ ...currentConversation(closed), mergedInto: 'c99.0' })
    expect(addNote(merged, { text: 'x' }, contextFor(closed))).toEqual(
      refusalMatching('conversation.closed', 'C-6', { remedy: 'it was merged: use conversation c99.0' }),
    )
  })
})
