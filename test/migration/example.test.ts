import { createDesk, definePolicy } from 'throughline'
import { memoryStore } from 'throughline/memory'
import { createImporter } from 'throughline/migration'
import { describe, expect, it } from 'vitest'
import { moveIn, type Ticket } from '../../docs/examples/import.ts'

const now = Date.parse('2026-01-31T09:00:00Z')

const ticket: Ticket = {
  id: 1,
  requester: { id: 7, email: 'ada@example.com' },
  status: 'open',
  via: 'email',
  assignee: null,
  tags: ['vase'],
  created_at: '2026-01-20T09:00:00Z',
  solved_at: null,
  last_requester_comment_at: '2026-01-21T09:00:00Z',
  updated_at: '2026-01-21T09:00:00Z',
}

describe('docs/examples/import.ts', () => {
  const policy = definePolicy({ inbox: 'support', reopenWindow: { days: 7 } })
  const settings = () => ({ store: memoryStore(), policy, clock: () => now })

  it('O-6: moves in, says what was repaired, and does nothing twice', async () => {
    const given = settings()
    const desk = createDesk(given)
    const importer = createImporter(given)
    const tickets: readonly Ticket[] = [
      ticket,
      { ...ticket, id: 2, created_at: '2026-01-25T09:00:00Z', assignee: 'sam' },
      { ...ticket, id: 3, requester: { id: 8, email: null }, status: 'solved', via: 'chat' },
    ]
    const moved = await moveIn(importer, tickets, now)
    expect(moved).toMatchObject({ imported: 2, refused: [], unexplained: [] })
    expect(moved.plan?.repairs.map(({ conversation, what }) => [conversation, what])).toEqual([
      ['2', 'started_late'],
      ['1', 'several_active'],
      ['3', 'closed_without_time'],
    ])
    expect(await moveIn(importer, tickets, now)).toMatchObject({ imported: 0, refused: [] })
    const heard = await desk.receive({
      channel: 'email',
      from: 'ada@example.com',
      id: '<9@mail>',
      text: 'And?',
    })
    expect(heard).toMatchObject({ ok: true, outcome: 'append', status: 'open', customer: 'user-7' })
  })

  it('O-6: imports nothing before its states are explained', async () => {
    expect(await moveIn(createImporter(settings()), [{ ...ticket, status: 'Escalated' }], now)).toMatchObject(
      {
        unexplained: [{ state: 'Escalated', class: null, suggestion: 'active', count: 1 }],
        plan: null,
        imported: 0,
      },
    )
  })
})
