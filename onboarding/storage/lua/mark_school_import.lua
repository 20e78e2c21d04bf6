-- Note what became of one class of a school's import; the rows of one that is done go.
-- Of two who try one at once, only one may be refused: that it is done counts.
-- KEYS: school_import, rows
-- ARGV: 1 {id, step, number, mark, done}
-- Reply: {done, 0} | {stale}
local school_import, rows = KEYS[1], KEYS[2]

if redis.call('HGET', school_import, 'id') ~= args.id then return {'stale'} end

if args.done == '' then
  redis.call('HSETNX', school_import, args.step, args.mark)
else
  redis.call('HSET', school_import, args.step, args.mark)
  redis.call('HDEL', rows, args.number)
end
return {'done', 0}
