-- Everything that answers "may these accounts or codes be in this group?", read at once.
-- Read-only. Reads request, roster and bans keys of the same school by their prefixes.
-- KEYS: token, group, bans, request_prefix, roster_prefix, asked...
-- ARGV: 1 {group, kinds: one letter a key asked: 'a' account, 'c' code}
-- Reply: {token record, group record, {per asked: {account entries, {request id, request, people, bans}...}}}
local token, group, bans = KEYS[1], KEYS[2], KEYS[3]
local request_prefix, roster_prefix = KEYS[4], KEYS[5]

local group_record = redis.call('HGETALL', group)
local roster = redis.call('HGET', group, 'roster') or '0'

local function told(id)
  local record = redis.call('HGETALL', request_prefix .. id)
  local fields = redis.call('HMGET', request_prefix .. id, 'people', 'bars')
  local people, barred = {}, {}
  for person in string.gmatch(fields[1] or '', '%S+') do
    people[#people + 1] = person
    people[#people + 1] = redis.call('HGET', roster_prefix .. roster, person) or ''
  end
  for blind in string.gmatch(fields[2] or '', '%S+') do
    local ban = redis.call('HGET', bans, blind)
    if ban then barred[#barred + 1] = ban end
  end
  return {id, record, people, barred}
end

local answers = {}
for i = 6, #KEYS do
  local answer = {{}}
  if string.sub(args.kinds, i - 5, i - 5) == 'a' then
    local bound = redis.call('HGETALL', KEYS[i])
    answer[1] = bound
    for j = 1, #bound, 2 do
      if string.match(bound[j + 1], '^%S+') == args.group then answer[#answer + 1] = told(bound[j]) end
    end
  else
    local id = redis.call('GET', KEYS[i])
    if id then answer[#answer + 1] = told(id) end
  end
  answers[#answers + 1] = answer
end
return {redis.call('HGETALL', token), group_record, answers}
