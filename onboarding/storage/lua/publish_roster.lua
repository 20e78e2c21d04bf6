-- A staged roster goes live: one pointer flip. The version before last is retired, and the
-- last one too where it knows somebody who is to be forgotten.
-- KEYS: group, roster_log, roster_waste, rosters_forgetting, events, idem
-- ARGV: 1 {id, base, staged, log, people, students, waste_at, forget_at, last, event, idem}
--   base: the version that the change was made against
--   forget_at: when somebody of it is to be forgotten (ms); "" for nobody
--   last: when the version before may go (ms); left out where it is kept
-- Reply: {done, version} | {moved} | {replay, status, record} | {conflict}
local group, roster_log, roster_waste = KEYS[1], KEYS[2], KEYS[3]
local rosters_forgetting, events, idem = KEYS[4], KEYS[5], KEYS[6]

local earlier = recalled(idem)
if earlier then return earlier end
local now_live = redis.call('HMGET', group, 'roster', 'roster_previous')
if now_live[1] ~= args.base then return {'moved'} end

redis.call('HSET', group, 'roster', args.staged, 'roster_previous',
  args.last and '0' or now_live[1], 'people', args.people, 'students', args.students)
redis.call('HSET', roster_log, args.staged, args.log)
redis.call('ZREM', roster_waste, args.id .. ' ' .. args.staged)
if args.last then
  redis.call('ZADD', roster_waste, args.last, args.id .. ' ' .. now_live[1])
end
if now_live[2] and now_live[2] ~= '0' then
  redis.call('ZADD', roster_waste, args.waste_at, args.id .. ' ' .. now_live[2])
end
if args.forget_at == '' then
  redis.call('ZREM', rosters_forgetting, args.id)
else
  redis.call('ZADD', rosters_forgetting, args.forget_at, args.id)
end
emit(events, args.event, args.staged)
remember(idem, args.id)
return {'done', args.staged}
