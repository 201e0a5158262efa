import { builtInChannels, type Channel, customChannel, type ReplyWindow } from '../channel/channel.ts'
import { isId, mustBeId } from '../kernel/limits.ts'
import { type Reader, readFlag, readLength, readLimit, readRecord, readWord, refuseUnknown } from './read.ts'

const fields = [
  'class',
  'address',
  'abandonable',
  'sessions',
  'replyWindow',
  'longestSilence',
  'redactsDeleted',
]

const readReplyWindow = (
  reader: Reader,
  path: string,
  value: unknown,
  fallback: ReplyWindow | null,
): ReplyWindow | null => {
  if (value === undefined) return fallback
  if (value === 'none') return null
  const both = readRecord(reader, path, value)
  if (!('agent' in both) && !('automation' in both)) {
    const length = readLength(reader, path, value, 0)
    return { agent: length, automation: length }
  }
  refuseUnknown(reader, path, both, ['agent', 'automation'])
  return {
    agent: readLength(reader, `${path}.agent`, both['agent'], fallback?.agent ?? 0),
    automation: readLength(reader, `${path}.automation`, both['automation'], fallback?.automation ?? 0),
  }
}

const orElse = <Word extends string>(first: Word, words: readonly Word[]): [Word, ...Word[]] => [
  first,
  ...words.filter((word) => word !== first),
]

const readChannel = (reader: Reader, path: string, name: string, value: unknown, base: Channel): Channel => {
  const given = readRecord(reader, path, value)
  refuseUnknown(reader, path, given, fields)
  const classes = orElse(base.class, ['messaging', 'mail', 'voice'])
  const kinds = orElse(base.address, ['handle', 'email', 'phone'])
  return {
    name,
    class: readWord(reader, `${path}.class`, given['class'], classes),
    address: readWord(reader, `${path}.address`, given['address'], kinds),
    abandonable: readFlag(reader, `${path}.abandonable`, given['abandonable'], base.abandonable),
    sessions: readFlag(reader, `${path}.sessions`, given['sessions'], base.sessions),
    replyWindow: readReplyWindow(reader, `${path}.replyWindow`, given['replyWindow'], base.replyWindow),
    longestSilence: readLimit(
      reader,
      `${path}.longestSilence`,
      given['longestSilence'],
      'none',
      base.longestSilence,
    ),
    redactsDeleted: readFlag(reader, `${path}.redactsDeleted`, given['redactsDeleted'], base.redactsDeleted),
  }
}

/** The built-in channels, changed and added to as the host declares. */
export const readChannels = (reader: Reader, value: unknown): { readonly [name: string]: Channel } => {
  const channels = new Map(builtInChannels.map((channel) => [channel.name, channel]))
  for (const [name, given] of Object.entries(readRecord(reader, 'channels', value))) {
    if (name.trim() === '') reader.wrong('channels', 'a channel needs a name')
    else if (!isId(name)) reader.wrong('channels', `a name ${mustBeId}`)
    const base = channels.get(name) ?? customChannel(name)
    channels.set(name, readChannel(reader, `channels.${name}`, name, given, base))
  }
  return Object.fromEntries(channels)
}
