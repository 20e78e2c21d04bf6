-- Use an invitation, once: make the admin or find the one there is, and give the role. An
-- owner who is invited to less stays owner.
-- KEYS: invitation, invitations, admin, admins, group, group_admins, admin_groups, events
-- ARGV: 1 {id, invited, now, create, fields, group, role, event}, 2 sealed ('' for none)
--   id: the admin's; invited: the invitation's; group '' for the school as a whole
-- Reply: {done, 1} | {missing} | {taken}
local invitation, invitations, admin, admins = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local group, group_admins, admin_groups, events = KEYS[5], KEYS[6], KEYS[7], KEYS[8]

local ends = redis.call('HGET', invitation, 'ends')
if not ends or tonumber(ends) <= tonumber(args.now) then return {'missing'} end
if args.group ~= '' and redis.call('EXISTS', group) == 0 then return {'missing'} end
local exists = redis.call('EXISTS', admin) == 1
if args.create and exists then return {'taken'} end
if not args.create and not exists then return {'missing'} end

redis.call('UNLINK', invitation)
redis.call('ZREM', invitations, args.invited)
write(admin, args.fields)
if ARGV[2] ~= '' then redis.call('HSET', admin, 'sealed', ARGV[2]) end
if args.create then redis.call('ZADD', admins, args.now, args.id) end
if args.group ~= '' and redis.call('HGET', group_admins, args.id) ~= 'owner' then
  redis.call('HSET', group_admins, args.id, args.role)
  redis.call('HSET', admin_groups, args.group, args.role)
end
emit(events, args.event, 1)
return {'done', 1}
