-- Give an admin a role in a group, change it, or take it away; a group keeps an owner.
-- KEYS: group_admins, admin, admin_groups, events, idem
-- ARGV: 1 {admin, group, role, event, idem}; role '' takes it away
-- Reply: {done, 1} | {last_owner} | {missing} | {replay, status, record} | {conflict}
local group_admins, admin, admin_groups = KEYS[1], KEYS[2], KEYS[3]
local events, idem = KEYS[4], KEYS[5]

local earlier = recalled(idem)
if earlier then return earlier end
if args.role ~= '' and redis.call('HEXISTS', admin, 'sealed') == 0 then return {'missing'} end
if args.role ~= 'owner' and redis.call('HGET', group_admins, args.admin) == 'owner' then
  if owners(group_admins) == 1 then return {'last_owner'} end
end

if args.role == '' then
  redis.call('HDEL', group_admins, args.admin)
  redis.call('HDEL', admin_groups, args.group)
else
  redis.call('HSET', group_admins, args.admin, args.role)
  redis.call('HSET', admin_groups, args.group, args.role)
end
emit(events, args.event, 1)
remember(idem, args.admin)
return {'done', 1}
