-- Everything that answers "may these accounts or codes be in this group?", read at once.
-- Read-only. Reads request, roster and bans keys of the same school by their prefixes.
-- Packed, because equal bytes need to be understood only once.
-- KEYS: token, group, bans, request_prefix, roster_prefix, asked...
-- ARGV: 1 {group, kinds}
--   kinds: one letter a key asked, 'a' for an account, 'c' for a code
-- Reply: {token, group, {one answer a key asked}}, each packed by cmsgpack: records as field,
--   value, …; an answer as {account entries, {request id, record, {person, sealed, …}, bans}, …}
local token, group, bans = KEYS[1], KEYS[2], KEYS[3]
local request_prefix, roster_prefix = KEYS[4], KEYS[5]

local call, pack = redis.call, cmsgpack.pack

local group_record = call('HGETALL', group)
local roster = '0'
for i = 1, #group_record, 2 do
  if group_record[i] == 'roster' then roster = group_record[i + 1] end
end
local roster_key = roster_prefix .. roster
local any_bans = call('HLEN', bans) > 0

local function words(text)
  local found = {}
  for word in string.gmatch(text, '%S+') do found[#found + 1] = word end
  return found
end

local function told(id)
  local record = call('HGETALL', request_prefix .. id)
  local people, barred = {}, {}
  for i = 1, #record, 2 do
    if record[i] == 'people' then
      for _, person in ipairs(words(record[i + 1])) do
        people[#people + 1] = person
        people[#people + 1] = call('HGET', roster_key, person) or ''
      end
    elseif any_bans and record[i] == 'bars' then
      for _, blind in ipairs(words(record[i + 1])) do
        local ban = call('HGET', bans, blind)
        if ban then barred[#barred + 1] = ban end
      end
    end
  end
  return {id, record, people, barred}
end

local here = args.group .. ' '
local answers = {}
for i = 6, #KEYS do
  local answer = {{}}
  if string.sub(args.kinds, i - 5, i - 5) == 'a' then
    local bound = call('HGETALL', KEYS[i])
    answer[1] = bound
    for j = 1, #bound, 2 do
      if string.sub(bound[j + 1], 1, #here) == here then answer[#answer + 1] = told(bound[j]) end
    end
  else
    local id = call('GET', KEYS[i])
    if id then answer[2] = told(id) end
  end
  answers[i - 5] = pack(answer)
end
return {pack(call('HGETALL', token)), pack(group_record), answers}
