-- Put in front of every script when it is loaded.
-- Arguments: ARGV[1] is a JSON object, the rest are binary values. Numbers travel as strings.

local args = cjson.decode(ARGV[1])

-- The remembered result of an idempotency key, as a reply, or nil.
local function recalled(idem_key)
  if not args.idem then return nil end
  local kept = redis.call('HMGET', idem_key, 'body', 'status', 'record')
  if not kept[1] then return nil end
  if kept[1] ~= args.idem.body then return {'conflict'} end
  return {'replay', kept[2], kept[3]}
end

-- Remember a committed change under its idempotency key, for args.idem.keep milliseconds.
local function remember(idem_key, record)
  if not args.idem then return end
  redis.call('HSET', idem_key, 'body', args.idem.body, 'status', args.idem.status, 'record', record)
  redis.call('PEXPIRE', idem_key, args.idem.keep)
end

-- Append one event to the school's stream; the stream is audit trail and outbox at once.
-- `request` is the key of the request that it is about, if any: events of one request are a chain,
-- of which the request knows the last and each the one before.
local function emit(stream, event, version, request)
  local fields = {'at', event.at, 'what', event.what, 'who', event.who, 'version', version}
  for _, name in ipairs({'group', 'record', 'article', 'facts'}) do
    if event[name] ~= '' then
      fields[#fields + 1] = name
      fields[#fields + 1] = event[name]
    end
  end
  local before = request and redis.call('HGET', request, 'told')
  if before then
    fields[#fields + 1] = 'before'
    fields[#fields + 1] = before
  end
  local id = redis.call('XADD', stream, '*', unpack(fields))
  if request then redis.call('HSET', request, 'told', id) end
  return id
end

-- Write a map of fields; an empty string takes the field away.
local function write(key, fields)
  for field, value in pairs(fields) do
    if value == '' then redis.call('HDEL', key, field) else redis.call('HSET', key, field, value) end
  end
end

-- Put an admin's recovery codes in place of all that there are.
local function set_codes(admin, codes)
  for _, field in ipairs(redis.call('HKEYS', admin)) do
    if string.sub(field, 1, 9) == 'recovery:' then redis.call('HDEL', admin, field) end
  end
  for _, code in ipairs(codes) do redis.call('HSET', admin, 'recovery:' .. code, '1') end
end

-- How many owners a group has.
local function owners(group_admins)
  local count = 0
  for _, role in ipairs(redis.call('HVALS', group_admins)) do
    if role == 'owner' then count = count + 1 end
  end
  return count
end

-- How many hold a place now, apart from the ids in `without`.
local function held(place, without)
  local count = redis.call('ZCOUNT', place, '(' .. args.now, '+inf')
  for _, id in ipairs(without) do
    local score = redis.call('ZSCORE', place, id)
    if score and tonumber(score) > tonumber(args.now) then count = count - 1 end
  end
  return count
end

-- Write a time beside an id in a set of times; an empty string takes the id away.
local function note_time(times, id, at)
  if at == '' then redis.call('ZREM', times, id) else redis.call('ZADD', times, at, id) end
end

-- Write one request's step {id, submitted, fields, expires}: what changes in it, from which queue
-- to which, and when it is due. Its new version.
local function take_step(request, queue_from, queue_to, deadlines, step, sealed)
  local version = redis.call('HINCRBY', request, 'version', 1)
  write(request, step.fields)
  redis.call('HSET', request, 'sealed', sealed)
  redis.call('ZREM', queue_from, step.id)
  redis.call('ZADD', queue_to, step.submitted, step.id)
  note_time(deadlines, step.id, step.expires)
  return version
end

-- Whether the approvals of args.clocks are as they were read: {id, version, places, expires,
-- unspent} each. Their keys stand from `first` on: the request, and the places it holds.
local function clocks_as_read(first)
  local at = first
  for _, clock in ipairs(args.clocks) do
    if redis.call('HGET', KEYS[at], 'version') ~= clock.version then return false end
    at = at + 1 + clock.places
  end
  return true
end

-- Set the clocks of those approvals: when they lapse ('' for never), and until when their
-- places are held.
local function set_clocks(first, deadlines)
  local at = first
  for _, clock in ipairs(args.clocks) do
    redis.call('HINCRBY', KEYS[at], 'version', 1)
    write(KEYS[at], {expires_at = clock.expires, unspent = clock.unspent})
    note_time(deadlines, clock.id, clock.expires)
    local hold = clock.expires == '' and '+inf' or clock.expires
    for i = at + 1, at + clock.places do redis.call('ZADD', KEYS[i], hold, clock.id) end
    at = at + 1 + clock.places
  end
end

-- Write what differs in a group's work list, whose version the caller has compared: what became
-- of items (`states`, by id), what was found (`sealed`: ids, whose blobs follow in ARGV), the
-- items that are `dropped`, and when the next one is to be forgotten. Its new version.
local function write_worklist(items, states, forgetting)
  for id, state in pairs(args.states) do redis.call('HSET', states, id, state) end
  for i, id in ipairs(args.sealed) do redis.call('HSET', items, id, ARGV[i + 1]) end
  for _, id in ipairs(args.dropped) do
    redis.call('HDEL', states, id)
    redis.call('HDEL', items, id)
  end
  note_time(forgetting, args.group, args.forget_at)
  return redis.call('HINCRBY', states, 'version', 1)
end
