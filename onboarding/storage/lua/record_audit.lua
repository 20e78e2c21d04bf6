-- Keep what an audit came to: the work list after it, its line in the log, when it was.
-- KEYS: items, states, forgetting, runs, group, events, idem
-- ARGV: 1 {group, seen, states, sealed, dropped, forget_at, id, at, run, kept, event, idem},
--       2 … sealed items
--   seen, states, sealed, dropped, forget_at: see `write_worklist`; kept: so many runs stay
-- Reply: {done, version} | {moved} | {missing} | {replay, status, record} | {conflict}
local items, states, forgetting = KEYS[1], KEYS[2], KEYS[3]
local runs, group, events, idem = KEYS[4], KEYS[5], KEYS[6], KEYS[7]

local earlier = recalled(idem)
if earlier then return earlier end
if redis.call('EXISTS', group) == 0 then return {'missing'} end
if (redis.call('HGET', states, 'version') or '0') ~= args.seen then return {'moved'} end

local version = write_worklist(items, states, forgetting)
redis.call('ZADD', runs, args.at, args.run)
redis.call('ZREMRANGEBYRANK', runs, 0, -1 - tonumber(args.kept))
redis.call('HSET', group, 'audited_at', args.at)
emit(events, args.event, version)
remember(idem, args.id)
return {'done', version}
