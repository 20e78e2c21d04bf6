-- Write what became of some items of a group's work list.
-- KEYS: items, states, forgetting, events, idem
-- ARGV: 1 {group, seen, states, sealed, dropped, forget_at, event, idem}, 2 … sealed items
--   seen, states, sealed, dropped, forget_at: see `write_worklist`
-- Reply: {done, version} | {moved} | {replay, status, record} | {conflict}
local items, states, forgetting, events, idem = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

local earlier = recalled(idem)
if earlier then return earlier end
if (redis.call('HGET', states, 'version') or '0') ~= args.seen then return {'moved'} end

local version = write_worklist(items, states, forgetting)
emit(events, args.event, version)
remember(idem, args.group)
return {'done', version}
