import type { Chance } from './chance.ts'

const thrower = (): never => {
  throw new Error('a getter throws on purpose')
}

const cycle = (): object => {
  const self: { self?: unknown } = {}
  self.self = self
  return self
}

const deep = (levels: number): object => {
  let inner: object = {}
  for (let n = 0; n < levels; n++) inner = n % 2 === 0 ? { inner } : [inner]
  return inner
}

/** A Proxy that answers differently each time: sound at first, and then anything, or a throw. */
const lying = (chance: Chance): object => {
  const after = chance.number(4)
  let reads = 0
  const get = (target: object, key: string | symbol): unknown => {
    if (reads++ < after) return Reflect.get(target, key)
    return reads % 2 === 0 ? thrower() : reads
  }
  return new Proxy({ id: 'a', channel: 'email', address: 'x@y.org' }, { get })
}

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** Values that no caller should give; each is made anew, because some change when they are read. */
const makers: readonly ((chance: Chance) => unknown)[] = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => -1,
  () => 5,
  () => 1.5,
  () => 1_769_850_000,
  () => Number.MAX_SAFE_INTEGER,
  () => 8_640_000_000_000_001,
  () => 10n,
  () => true,
  () => Symbol('x'),
  () => () => 'x',
  () => '',
  () => ' ',
  () => '\0',
  () => 'a\0b',
  () => '\ud800',
  () => 'x\udc00\\u0000',
  () => '__proto__',
  () => 'constructor',
  () => "'; drop table events; --",
  () => '\u202eabc\u0007',
  () => '👩‍👩‍👧',
  () => 'x'.repeat(255),
  () => '\u4e00'.repeat(256),
  (chance) => 'long '.repeat(chance.of([300, 3_000, 30_000])),
  () => '2026-02-30T00:00:00Z',
  () => '2026-01-05T10:00:00+01:00',
  () => new Date(Number.NaN),
  () => new Date(1_767_700_000_000),
  () => Object.create(Date.prototype),
  () => new Proxy(new Date(), {}),
  () => ({}),
  () => [],
  () => [null],
  () => ['a', 5],
  () => ['\0', '\ud800', 'a'],
  () => new Array(3),
  () => new Array(4_294_967_295),
  () => Array.from({ length: 2_000 }, (_, n) => `${n}`),
  () => Object.assign([], { 2: 'x' }),
  () => Object.create(null),
  () => Object.assign(Object.create(null), { id: 'a' }),
  () => Object.create({ id: 'inherited' }),
  () => JSON.parse('{"__proto__":{"id":"a"},"constructor":null}'),
  () => ({ id: 'a', name: '\0', url: '\ud800' }),
  () => [{ id: '\0\ud800' }],
  () => [{ channel: 'email', address: 'a\0@b.org' }],
  cycle,
  () => [cycle()],
  () => deep(20),
  () => deep(2_000),
  () => new Map([['a', 1]]),
  () => new Uint8Array(50),
  () => Object('boxed'),
  () => ({ toString: thrower, valueOf: thrower, toJSON: thrower }),
  () => ({
    get id() {
      return thrower()
    },
  }),
  () => [
    {
      get id() {
        return thrower()
      },
    },
  ],
  () => new Proxy({}, { get: thrower, ownKeys: thrower, has: thrower, getPrototypeOf: thrower }),
  () => new Proxy([], { get: (_, key) => (key === 'length' ? -1 : thrower()) }),
  () => new Proxy(['a'], { has: thrower }),
  () => new Proxy(() => 0, { apply: thrower }),
  lying,
  (chance) => [lying(chance)],
  revoked,
]

export const hostile = (chance: Chance): unknown => chance.of(makers)(chance)
