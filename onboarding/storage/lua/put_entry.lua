-- Put the picture for a group's way in, and set the clocks of its approvals.
-- KEYS: group, entry, entries, deadlines, events, idem, approvals...
-- ARGV: 1 {id, policy, media_type, valid_until, tell_at, clocks, event, idem}, 2 image
--   valid_until, tell_at: a time | '' (without end, nothing to tell)
--   clocks: see `set_clocks`; approvals: its keys
-- Reply: {done, version} | {stale} | {moved} | {replay, status, record} | {conflict}
local group, entry, entries, deadlines = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local events, idem = KEYS[5], KEYS[6]
local first_approval = 7

local earlier = recalled(idem)
if earlier then return earlier end
if redis.call('HGET', group, 'policy') ~= args.policy then return {'stale'} end
if not clocks_as_read(first_approval) then return {'moved'} end

-- An approval that is being decided was given its time under the old picture.
local version = redis.call('HINCRBY', group, 'policy', 1)
redis.call('HSET', entry, 'image', ARGV[2], 'media_type', args.media_type,
  'valid_until', args.valid_until)
note_time(entries, args.id, args.tell_at)
set_clocks(first_approval, deadlines)
emit(events, args.event, version)
remember(idem, args.id)
return {'done', version}
