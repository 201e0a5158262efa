import { builtInChannels, type Channel, customChannel, type ReplyWindow } from '../channel/channel.ts'
import { isId, mustBeId } from '../kernel/limits.ts'
import {
  type PolicyReader,
  readBoolean,
  readChoice,
  readDuration,
  readDurationOrOff,
  readRecord,
  refuseUnknownFields,
} from './policy-reader.ts'

const channelFields = [
  'class',
  'address',
  'abandonable',
  'sessions',
  'replyWindow',
  'maxIdle',
  'redactsDeleted',
]

const readReplyWindow = (
  reader: PolicyReader,
  path: string,
  value: unknown,
  fallback: ReplyWindow | null,
): ReplyWindow | null => {
  if (value === undefined) return fallback
  if (value === 'none') return null
  const bySender = readRecord(reader, path, value)
  if (!('agent' in bySender) && !('automation' in bySender)) {
    const length = readDuration(reader, path, value, 0)
    return { agent: length, automation: length }
  }
  refuseUnknownFields(reader, path, bySender, ['agent', 'automation'])
  return {
    agent: readDuration(reader, `${path}.agent`, bySender['agent'], fallback?.agent ?? 0),
    automation: readDuration(reader, `${path}.automation`, bySender['automation'], fallback?.automation ?? 0),
  }
}

const withDefaultFirst = <Word extends string>(first: Word, words: readonly Word[]): [Word, ...Word[]] => [
  first,
  ...words.filter((word) => word !== first),
]

const readChannel = (
  reader: PolicyReader,
  path: string,
  name: string,
  value: unknown,
  base: Channel,
): Channel => {
  const given = readRecord(reader, path, value)
  refuseUnknownFields(reader, path, given, channelFields)
  const classes = withDefaultFirst(base.class, ['messaging', 'mail', 'voice'])
  const kinds = withDefaultFirst(base.address, ['handle', 'email', 'phone'])
  return {
    name,
    class: readChoice(reader, `${path}.class`, given['class'], classes),
    address: readChoice(reader, `${path}.address`, given['address'], kinds),
    abandonable: readBoolean(reader, `${path}.abandonable`, given['abandonable'], base.abandonable),
    sessions: readBoolean(reader, `${path}.sessions`, given['sessions'], base.sessions),
    replyWindow: readReplyWindow(reader, `${path}.replyWindow`, given['replyWindow'], base.replyWindow),
    maxIdle: readDurationOrOff(reader, `${path}.maxIdle`, given['maxIdle'], 'none', base.maxIdle),
    redactsDeleted: readBoolean(
      reader,
      `${path}.redactsDeleted`,
      given['redactsDeleted'],
      base.redactsDeleted,
    ),
  }
}

/** The built-in channels, changed and added to as the host declares. */
export const readChannels = (reader: PolicyReader, value: unknown): { readonly [name: string]: Channel } => {
  const channels = new Map(builtInChannels.map((channel) => [channel.name, channel]))
  for (const [name, given] of Object.entries(readRecord(reader, 'channels', value))) {
    if (name.trim() === '') reader.wrong('channels', 'a channel needs a name')
    else if (!isId(name)) reader.wrong('channels', `a name ${mustBeId}`)
    const base = channels.get(name) ?? customChannel(name)
    channels.set(name, readChannel(reader, `channels.${name}`, name, given, base))
  }
  return Object.fromEntries(channels)
}
