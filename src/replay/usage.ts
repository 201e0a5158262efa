export const usage = `throughline: customer-centric conversations, tried on a log of what really happened

  throughline replay LOG [options]              what a policy makes of the log
  throughline windows LOG [options]             which reopen windows suit the log, by time and by topic
  throughline timeline LOG --customer ID        one customer's history, and why it went so
  throughline timeline --store PLACE --customer ID   the same of what is stored, without a log

LOG is an interaction log: JSON Lines, packed with gzip or not.

  --reopen-window W        how long after its close a conversation can be continued; default 24h
  --same-topic-window W    the same, where the new message shares a topic with it
  --other-topic-window W   the same, where it is about another topic
  --contact-timers off     silence ends no contact; default on
  --close after-reply      close each conversation at each agent's last message, in place of the log's closes
  --compare W,W/W,...      a table of reopen windows: what each glues together, what it cuts (replay only);
                           W/W is a window for the same topic and one for another
  --lanes                  with --compare: what has a lane of its own is not glued on
  --time-zone ZONE         show times in this IANA zone, such as Europe/Berlin (timeline only); default UTC
  --svg FILE               draw what was found (windows only)
  --store PLACE            keep what comes of the log, and go on where the last replay ended: a folder (./data, needs
                           @electric-sql/pglite) or a PostgreSQL server (postgres://user@host/database, needs pg)
  --tenant NAME            whose data they are in that store; default replay
  --on-bad-line stop       end at the first line that cannot be read; default skip
  --json                   one JSON object on standard output
  --help                   this text

W is a length of time: 0, 15m, 24h, 7d, 2w, never or always.

  throughline replay support.jsonl.gz --compare 0,24h,7d,30d
  throughline replay support.jsonl.gz --compare 7d,30d/never --lanes
  throughline windows support.jsonl.gz --svg windows.svg
  throughline replay support.jsonl.gz --reopen-window 24h --same-topic-window 30d --other-topic-window never
  throughline timeline support.jsonl.gz --customer 4711
  throughline replay support.jsonl.gz --store ./data
  throughline timeline --store ./data --customer 4711

Exit code: 0, or 1 if the library broke a promise (a defect: please report it), or 2 for a wrong option or
store, or a file that is no log, empty, damaged or cut off.
`
