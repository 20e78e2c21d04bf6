-- Forget what was written in a closed escalation, and later that there was one.
-- KEYS: escalation, of_group, forgetting, events
-- ARGV: 1 {id, seen, forget_at, event}, 2 sealed
--   seen: when it was to be forgotten, as the caller knows it
--   forget_at: when the rest is, '' where this is the rest
-- Reply: {done, 3} | {stale}
local escalation, of_group, forgetting, events = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local due = redis.call('ZSCORE', forgetting, args.id)
if not due or tonumber(due) ~= tonumber(args.seen) then return {'stale'} end

if args.forget_at == '' then
  redis.call('DEL', escalation)
  redis.call('ZREM', of_group, args.id)
else
  redis.call('HSET', escalation, 'forgotten', '1', 'sealed', ARGV[2])
end
note_time(forgetting, args.id, args.forget_at)
emit(events, args.event, 3)
return {'done', 3}
