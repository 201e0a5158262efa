/** How the picture looks: once for light, and the colours again for dark. No custom properties: not every viewer has them. */
const colours = (
  paper: string,
  ink: string,
  quiet: string,
  grid: string,
  time: string,
  topic: string,
): string =>
  [
    `.paper{fill:${paper}}`,
    `text{fill:${ink}}`,
    `.quiet{fill:${quiet}}`,
    `.grid{stroke:${grid}}`,
    `.axis,.floor{stroke:${quiet}}`,
    `.time{stroke:${time}}.timeText{fill:${time}}`,
    `.topic{stroke:${topic}}.topicText{fill:${topic}}`,
    `.timeDot{fill:${time};stroke:${paper}}`,
    `.topicDot{fill:${topic};stroke:${paper}}`,
    `.perfect{fill:${paper};stroke:${topic}}`,
  ].join('')

const shape = [
  'text{font:13px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}',
  '.heading{font-size:16px;font-weight:600}',
  '.strong{font-weight:600}',
  '.grid,.axis{stroke-width:1}',
  '.floor{stroke-width:1;stroke-dasharray:4 4}',
  '.time,.topic{fill:none;stroke-width:2;stroke-linejoin:round}',
  '.best{stroke-width:2}',
  '.perfect{stroke-width:2}',
].join('')

export const style: string = [
  shape,
  colours('#ffffff', '#1f2328', '#59636e', '#e4e8ec', '#bc4c00', '#0969da'),
  `@media (prefers-color-scheme:dark){${colours('#0d1117', '#f0f6fc', '#9198a1', '#262c36', '#f0883e', '#58a6ff')}}`,
].join('')
