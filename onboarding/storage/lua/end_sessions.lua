-- End one session of an admin, or all of them.
-- KEYS: sessions, events
-- ARGV: 1 {only, event}
--   only: the session to end, '' for all
-- Reply: {done, 1} | {missing}
local sessions, events = KEYS[1], KEYS[2]

if args.only == '' and redis.call('EXISTS', sessions) == 0 then return {'missing'} end
if args.only ~= '' and redis.call('HEXISTS', sessions, args.only) == 0 then return {'missing'} end

if args.only == '' then
  redis.call('UNLINK', sessions)
else
  redis.call('HDEL', sessions, args.only)
end
emit(events, args.event, 1)
return {'done', 1}
