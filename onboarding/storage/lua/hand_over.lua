-- Hand a group from its owner to another admin, in one step: it always has an owner.
-- KEYS: group_admins, giver_groups, taker, taker_groups, events
-- ARGV: 1 {giver, taker, group, stays, event}
--   stays: the giver's role from now on, '' for none
-- Reply: {done, 1} | {stale} | {missing}
local group_admins, giver_groups = KEYS[1], KEYS[2]
local taker, taker_groups, events = KEYS[3], KEYS[4], KEYS[5]

if redis.call('HGET', group_admins, args.giver) ~= 'owner' then return {'stale'} end
if redis.call('HEXISTS', taker, 'sealed') == 0 then return {'missing'} end

redis.call('HSET', group_admins, args.taker, 'owner')
redis.call('HSET', taker_groups, args.group, 'owner')
if args.stays == '' then
  redis.call('HDEL', group_admins, args.giver)
  redis.call('HDEL', giver_groups, args.group)
else
  redis.call('HSET', group_admins, args.giver, args.stays)
  redis.call('HSET', giver_groups, args.group, args.stays)
end
emit(events, args.event, 1)
return {'done', 1}
