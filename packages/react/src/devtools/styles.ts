/** Scoped by `docket-devtools`; light or dark as the system is. */
export const styles: string = `
.docket-devtools {
  --dd-height: min(46vh, 520px);
  --dd-back: light-dark(#ffffff, #16191d);
  --dd-raised: light-dark(#f4f5f7, #1f242a);
  --dd-line: light-dark(#dfe3e8, #323941);
  --dd-text: light-dark(#1c2329, #e4e8ec);
  --dd-muted: light-dark(#5d6872, #98a3ae);
  --dd-accent: light-dark(#0b6bcb, #6cb6ff);
  --dd-chosen: light-dark(#dcebfb, #1d3a57);
  --dd-good: light-dark(#12703a, #6fd08f);
  --dd-warn: light-dark(#8a5a00, #e8b84a);
  --dd-bad: light-dark(#b3261e, #ff8f87);
  --dd-strange: light-dark(#6b3fa0, #c9a5ff);
  color-scheme: light dark;
  font: 12px/1.45 system-ui, sans-serif;
  color: var(--dd-text);
}
.docket-devtools *, .docket-devtools *::before { box-sizing: border-box; }
.docket-devtools button, .docket-devtools input { font: inherit; color: inherit; }
.docket-devtools :focus-visible { outline: 2px solid var(--dd-accent); outline-offset: -2px; }
.docket-devtools .dd-toggle {
  position: fixed; z-index: 2147483001; left: 12px; bottom: 12px; padding: 5px 12px; cursor: pointer;
  border: 1px solid var(--dd-line); border-radius: 999px; background: var(--dd-back); color: var(--dd-text);
  font-weight: 600; box-shadow: 0 2px 10px rgb(0 0 0 / 0.25);
}
.docket-devtools .dd-toggle-open {
  left: auto; right: 8px; bottom: calc(var(--dd-height) - 30px); padding: 1px 8px; box-shadow: none; border-radius: 5px;
}
.docket-devtools .dd-panel {
  position: fixed; z-index: 2147483000; inset: auto 0 0 0; height: var(--dd-height); display: flex;
  flex-direction: column; background: var(--dd-back); border-top: 1px solid var(--dd-line);
  box-shadow: 0 -6px 24px rgb(0 0 0 / 0.2);
}
.docket-devtools .dd-bar {
  flex: none; display: flex; align-items: center; gap: 16px; height: 36px; padding: 0 52px 0 12px; white-space: nowrap;
  overflow: hidden; background: var(--dd-raised); border-bottom: 1px solid var(--dd-line);
}
.docket-devtools .dd-bar b { font-weight: 600; font-variant-numeric: tabular-nums; }
.docket-devtools .dd-connection::before {
  content: ''; display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 50%;
  background: var(--dd-warn);
}
.docket-devtools .dd-connection[data-connection='online']::before { background: var(--dd-good); }
.docket-devtools .dd-connection[data-connection='refused']::before { background: var(--dd-bad); }
.docket-devtools .dd-columns {
  flex: 1; min-height: 0; display: grid;
  grid-template-columns: minmax(150px, 240px) minmax(280px, 1.6fr) minmax(200px, 1fr);
}
.docket-devtools .dd-column { min-width: 0; min-height: 0; display: flex; flex-direction: column; }
.docket-devtools .dd-column + .dd-column { border-left: 1px solid var(--dd-line); }
.docket-devtools .dd-head {
  flex: none; display: flex; align-items: center; gap: 10px; height: 36px; padding: 0 10px;
  border-bottom: 1px solid var(--dd-line);
}
.docket-devtools .dd-head label { min-width: 13em; font-variant-numeric: tabular-nums; }
.docket-devtools .dd-head input { flex: 1; min-width: 0; accent-color: var(--dd-accent); }
.docket-devtools input[type='search'] {
  height: 24px; padding: 0 8px; border: 1px solid var(--dd-line); border-radius: 5px; background: var(--dd-raised);
}
.docket-devtools .dd-column button {
  padding: 1px 9px; border: 1px solid var(--dd-line); border-radius: 5px; background: var(--dd-raised); cursor: pointer;
}
.docket-devtools .dd-column button:disabled { opacity: 0.5; cursor: default; }
.docket-devtools .dd-list { flex: 1; min-height: 0; overflow-y: auto; }
.docket-devtools .dd-list > div { box-sizing: border-box; }
.docket-devtools .dd-row { padding: 0 10px; cursor: pointer; overflow: hidden; }
.docket-devtools .dd-row:hover { background: var(--dd-raised); }
.docket-devtools .dd-row[aria-selected='true'] { background: var(--dd-chosen); }
.docket-devtools .dd-document {
  display: grid; grid-template-columns: 1fr auto; align-content: center; column-gap: 6px; height: 100%;
  border-bottom: 1px solid var(--dd-line);
}
.docket-devtools .dd-document > :last-child { grid-column: 1 / -1; }
.docket-devtools .dd-marks { display: flex; gap: 3px; }
.docket-devtools .dd-event {
  display: grid; align-items: center; column-gap: 10px; height: 100%;
  grid-template-columns: 2.4em 7.4em minmax(90px, 1fr) minmax(40px, 0.5fr) minmax(40px, 0.5fr) minmax(0, 2fr) 6.6em;
}
.docket-devtools .dd-event time, .docket-devtools .dd-number { font-variant-numeric: tabular-nums; }
.docket-devtools .dd-number { text-align: right; }
.docket-devtools .dd-future { opacity: 0.45; }
.docket-devtools .dd-type { font-weight: 600; }
.docket-devtools .dd-idle { text-decoration: line-through; font-weight: 400; }
.docket-devtools .dd-clip { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.docket-devtools .dd-muted { color: var(--dd-muted); }
.docket-devtools .dd-small { font-size: 11px; }
.docket-devtools .dd-chip {
  justify-self: end; padding: 0 6px; border-radius: 999px; font-size: 11px; font-weight: 500; white-space: nowrap;
  color: var(--dd-chip, var(--dd-muted)); background: color-mix(in srgb, var(--dd-chip, var(--dd-muted)) 14%, transparent);
}
.docket-devtools .dd-good, .docket-devtools [data-save-state='committed'] { --dd-chip: var(--dd-good); }
.docket-devtools .dd-warn, .docket-devtools [data-save-state='recorded'] { --dd-chip: var(--dd-warn); }
.docket-devtools [data-save-state='saved'] { --dd-chip: var(--dd-accent); }
.docket-devtools .dd-bad, .docket-devtools [data-save-state='rejected'] { --dd-chip: var(--dd-bad); }
.docket-devtools .dd-error, .docket-devtools .dd-remark[data-effect='rejected'] { color: var(--dd-bad); }
.docket-devtools .dd-error.dd-muted { color: var(--dd-muted); }
.docket-devtools .dd-error { overflow: hidden; text-overflow: ellipsis; }
.docket-devtools .dd-remark[data-effect='no_effect'] { color: var(--dd-warn); }
.docket-devtools .dd-remark[data-effect='not_understood'] { color: var(--dd-strange); }
.docket-devtools .dd-remark[data-effect='noted'] { color: var(--dd-muted); }
.docket-devtools .dd-foot { flex: none; padding: 4px 10px; border-top: 1px solid var(--dd-line); }
.docket-devtools .dd-hint { grid-column: 2 / -1; margin: auto; color: var(--dd-muted); }
.docket-devtools .dd-detail { overflow: auto; padding: 8px 12px 12px; gap: 10px; }
.docket-devtools h3 { margin: 0 0 4px; font-size: 12px; font-weight: 600; }
.docket-devtools p { margin: 0 0 6px; }
.docket-devtools ul { margin: 0; padding: 0; list-style: none; }
.docket-devtools li { padding: 1px 0; overflow-wrap: anywhere; }
.docket-devtools dl { display: grid; grid-template-columns: 4em 1fr; margin: 0 0 6px; }
.docket-devtools dd { margin: 0; overflow-wrap: anywhere; }
.docket-devtools pre, .docket-devtools .dd-path, .docket-devtools li {
  font: 11px/1.5 ui-monospace, Menlo, Consolas, monospace;
}
.docket-devtools pre {
  margin: 4px 0 0; padding: 6px 8px; overflow-x: auto; border-radius: 5px; background: var(--dd-raised);
}
.docket-devtools .dd-path { color: var(--dd-muted); }
.docket-devtools ins, .docket-devtools del { padding: 0 3px; border-radius: 3px; text-decoration: none; }
.docket-devtools ins { color: var(--dd-good); background: color-mix(in srgb, var(--dd-good) 13%, transparent); }
.docket-devtools del { color: var(--dd-bad); background: color-mix(in srgb, var(--dd-bad) 13%, transparent); }
@media (max-width: 1100px) {
  .docket-devtools .dd-device { display: none; }
  .docket-devtools .dd-event {
    grid-template-columns: 2.4em 7.4em minmax(90px, 1fr) minmax(40px, 0.5fr) minmax(0, 1.4fr) 6.6em;
  }
}
`
