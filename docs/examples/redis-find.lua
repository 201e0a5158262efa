-- What is known of one query, in one view. A value is a line of words for this script, and then its JSON, which it never reads.
-- KEYS: values and turns (hashes), the index (a sorted set). ARGV: the query. '!' is nobody and nothing.
local values, turns, index = unpack(KEYS)
local query = cjson.decode(ARGV[1])

local get = function(...) return redis.call('HGET', values, table.concat({ ... }, '/')) end
local fieldOf = function(member) return member:match('[^|]*$') end
local wordsOf = function(value)
  local words = {}
  for word in value:match('^[^\n]*'):gmatch('%S+') do words[#words + 1] = word end
  return words
end
local under = function(...)
  local prefix = table.concat({ ... }, '|')
  return redis.call('ZRANGEBYLEX', index, '[' .. prefix .. '|', '(' .. prefix .. '}')
end
local lastUnder = function(...)
  local prefix = table.concat({ ... }, '|')
  return redis.call('ZREVRANGEBYLEX', index, '(' .. prefix .. '}', '[' .. prefix .. '|', 'LIMIT', 0, 1)[1]
end

local quoted = {}
for _, ref in ipairs(query.refs) do
  for _, member in ipairs(under('ref', ref)) do quoted[#quoted + 1] = redis.call('HGET', values, fieldOf(member)) end
end

-- Whose situation it is; who was merged away leads to who took him in.
local holder = query.address and get('address', query.address)
local who = query.customer or holder
if not who and not query.address and quoted[1] then who = wordsOf(quoted[1])[2] end
local customer = who and get('customer', who)
while customer and wordsOf(customer)[1] ~= '!' do
  who = wordsOf(customer)[1]
  customer = get('customer', who)
end
if not customer then return { '', holder or '', '0', '', '', {}, {}, {}, quoted } end
local streams = wordsOf(customer)
streams[1] = who

-- What each command wrote, in the first stream in which it began.
local seen = {}
for _, command in ipairs(query.commands) do
  for _, stream in ipairs(streams) do
    local n, event = 0, get('event', stream, command .. '.0')
    while event do
      seen[#seen + 1] = event
      n = n + 1
      event = get('event', stream, command .. '.' .. n)
    end
    if n > 0 then break end
  end
end

local active, task, past, order, taken = '', '', {}, {}, {}
local take = function(field)
  local value = redis.call('HGET', values, field)
  if not value or taken[field] then return nil end
  taken[field] = true
  past[#past + 1] = value
  order[#order + 1] = redis.call('HGET', turns, field) or ''
  return wordsOf(value)[1]
end
for _, stream in ipairs(streams) do
  for _, member in ipairs(under('active', stream)) do active = redis.call('HGET', values, fieldOf(member)) end
  if query.task and task == '' then task = get('task', stream, query.task) or '' end
  local last = lastUnder('closed', stream)
  if last then take(fieldOf(last)) end
  for _, topic in ipairs(query.topics) do
    local same = lastUnder('topic', stream, topic)
    if same then take(fieldOf(same)) end
  end
end

-- Those named, and what they were merged into.
local names = { query.conversation }
for _, events in ipairs({ seen, quoted }) do
  for _, event in ipairs(events) do names[#names + 1] = wordsOf(event)[1] end
end
local at = 1
while names[at] do
  for _, stream in ipairs(streams) do
    names[#names + 1] = take('conversation/' .. stream .. '/' .. names[at])
  end
  at = at + 1
end
return { customer, holder or '', get('head', who) or '0', active, task, past, order, seen, quoted }
