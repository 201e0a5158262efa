-- Writes a change set or nothing. Redis runs one script at a time, and undoes nothing: so all keys are checked first.
-- KEYS: values, members and turns (hashes), the index (a sorted set), the feed (a list). ARGV: what to do, then the values.
local values, members, turns, index, feed = unpack(KEYS)
local change = cjson.decode(ARGV[1])

for at, check in ipairs(change.checks) do
  if (redis.call('HGET', values, check.field) or '') ~= check.is then return at end
end

for _, field in ipairs(change.feed) do redis.call('RPUSH', feed, field) end

-- What was closed before keeps its turn among those closed in the same millisecond.
local turnOf = function(put)
  if not put.closed then
    redis.call('HDEL', turns, put.field)
    return ''
  end
  redis.call('HSETNX', turns, put.field, string.format('%016d', redis.call('LLEN', feed)))
  return redis.call('HGET', turns, put.field)
end

for at, put in ipairs(change.puts) do
  local field, value = put.field, ARGV[at + 1]
  if not put.known or redis.call('HEXISTS', values, field) == 1 then
    for _, member in ipairs(cjson.decode(redis.call('HGET', members, field) or '[]')) do
      redis.call('ZREM', index, member)
    end
    local turn, now = turnOf(put), {}
    for _, member in ipairs(put.members) do
      now[#now + 1] = member:gsub('%$turn', turn)
      redis.call('ZADD', index, 0, now[#now])
    end
    if value == '' then redis.call('HDEL', values, field) else redis.call('HSET', values, field, value) end
    if #now == 0 then redis.call('HDEL', members, field) else redis.call('HSET', members, field, cjson.encode(now)) end
  end
end
return 0
