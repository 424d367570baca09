export const AUDIT_STYLE = `
@page { size: A4; margin: 14mm }
body { font: 10pt/1.4 system-ui, sans-serif; color: #111; margin: 2em auto; max-width: 75em; padding: 0 1em }
h1 { font-size: 16pt } h2 { font-size: 12pt }
pre { font: 8pt/1.3 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: .3em 0 }
table { border-collapse: collapse; width: 100% }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #bbb; padding: .4em .6em; overflow-wrap: anywhere }
th { border-bottom: 2px solid #111; overflow-wrap: normal }
td:nth-child(-n + 3) { font-variant-numeric: tabular-nums }
section + section { break-before: page }
small { color: #444 }
.offline td:first-child { border-left: 4px solid #b36b00 }
td:first-child, th:first-child { white-space: nowrap }
th:last-child { min-width: 13em }
.changes { list-style: none; margin: .3em 0 0; padding: 0; font-size: 8pt }
.changes del { color: #a40000 } .changes ins { color: #0a5c1e; text-decoration: none }
.rejected td { background: #fde8e8 } .rejected td:last-child b { color: #a40000 }
.no-effect td { background: #fff4d6 }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 8pt } td, th { print-color-adjust: exact } }
`
