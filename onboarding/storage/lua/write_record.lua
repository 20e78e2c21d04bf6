-- Make or change a plain record (admin, token) that has a member in one listing.
-- KEYS: record, listing, events, idem
-- ARGV: 1 {id, fields, listed, create, event, idem}, 2 sealed ('' for none)
--   listed: {kind: 'zset' | 'hash', value} or nil; create: true refuses an existing record
-- Reply: {done, 1} | {taken} | {missing} | {replay, status, record} | {conflict}
local record, listing, events, idem = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local earlier = recalled(idem)
if earlier then return earlier end
local exists = redis.call('EXISTS', record) == 1
if args.create and exists then return {'taken'} end
if not args.create and not exists then return {'missing'} end

write(record, args.fields)
if ARGV[2] ~= '' then redis.call('HSET', record, 'sealed', ARGV[2]) end
if args.listed and args.listed.kind == 'zset' then
  redis.call('ZADD', listing, args.listed.value, args.id)
elseif args.listed then
  redis.call('HSET', listing, args.id, args.listed.value)
end
emit(events, args.event, 1)
remember(idem, args.id)
return {'done', 1}
