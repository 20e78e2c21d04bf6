-- Staged rosters go live, all of them or none: one pointer flip each. The version before last is
-- retired, and the last one too where it knows somebody who is to be forgotten.
-- KEYS: roster_waste, rosters_forgetting, events, idem, rosters...
-- ARGV: 1 {parts, record, idem}
--   parts: of each group {id, base, staged, log, people, students, forget_at, last, event}
--     base: the version that the change was made against
--     forget_at: when somebody of it is to be forgotten (ms); "" for nobody
--     last: when the version before may go (ms); left out where it is kept
--   rosters: of each group its key and that of its roster's log
-- Reply: {done, version} | {moved} | {replay, status, record} | {conflict}
local roster_waste, rosters_forgetting, events, idem = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local first_roster = 5


local earlier = recalled(idem)
if earlier then return earlier end
local before = {}
for i, part in ipairs(args.parts) do
  local group = KEYS[first_roster + 2 * (i - 1)]
  before[i] = redis.call('HMGET', group, 'roster', 'roster_previous')
  if before[i][1] ~= part.base then return {'moved'} end
end

for i, part in ipairs(args.parts) do
  local group, roster_log = KEYS[first_roster + 2 * (i - 1)], KEYS[first_roster + 2 * i - 1]
  local live, previous = before[i][1], before[i][2]
  redis.call('HSET', group, 'roster', part.staged, 'roster_previous', part.last and '0' or live,
    'people', part.people, 'students', part.students)
  redis.call('HSET', roster_log, part.staged, part.log)
  redis.call('ZREM', roster_waste, part.id .. ' ' .. part.staged)
  if part.last then redis.call('ZADD', roster_waste, part.last, part.id .. ' ' .. live) end
  if previous and previous ~= '0' then
    redis.call('ZADD', roster_waste, part.event.at, part.id .. ' ' .. previous)
  end
  note_time(rosters_forgetting, part.id, part.forget_at)
  emit(events, part.event, part.staged)
end
remember(idem, args.record)
return {'done', args.parts[1].staged}
