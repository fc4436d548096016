/** What this page has beside the style that it shares with the incident's. */
export const PAGE_STYLE = `
main summary{padding:9px 0}details{margin:0}
td.num,th.num{padding-left:14px}.nights th{white-space:normal;overflow-wrap:normal;vertical-align:bottom}.nights td:first-child{white-space:nowrap}.nights .sub{white-space:normal}
.wide{overflow-x:auto}.wide table{min-width:520px}td.nobr{white-space:nowrap}.rows h3{margin:0 0 4px}
details .found{border-left:2px solid var(--line);margin-left:2px}details .found tr{font-size:14px;padding-left:10px}.found{margin-top:4px}.found tr{display:grid;grid-template-columns:1fr;padding:6px 0;border-bottom:1px solid var(--line)}.found tr:last-child{border:0}.found td{padding:0 10px 0 0;border:0}.found td:empty{display:none}
.mark.new{min-width:0;background:var(--accent);color:var(--paper)}.found .mark{margin-right:6px}
.since{display:inline-block;margin-top:8px;padding:3px 10px;border-radius:3px;background:rgba(255,255,255,.16);font-size:15px}
.s-severe{fill:var(--bad);background:var(--bad)}.s-medium{fill:var(--failed);background:var(--failed)}.s-low{fill:var(--usual);background:var(--usual)}.s-none{fill:var(--good);background:var(--good)}
.n-none{fill:var(--line);background:var(--line);opacity:.75}.n-cut{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 2;vector-effect:non-scaling-stroke}.legend .n-cut{border:1.5px dashed var(--ink)}
.k-used{fill:var(--cost);background:var(--cost)}.k-idle{fill:var(--failed);background:var(--failed)}.k-off{fill:var(--known);background:var(--known)}.k-open{fill:var(--tag);background:var(--tag);stroke:var(--rule);stroke-width:1;vector-effect:non-scaling-stroke;box-shadow:inset 0 0 0 1px var(--rule)}
.keys tr[hidden]{display:none!important}.keys .sub{font-size:12.5px}
.controls{display:grid;grid-template-columns:1fr 1fr;gap:10px 12px;margin:0 0 12px;align-items:end}.controls[hidden]{display:none}
.controls label{display:block;font-size:13px;color:var(--soft)}.controls div:first-child{grid-column:1/-1}
.controls input,.controls select{display:block;width:100%;margin-top:3px;height:44px;padding:0 10px;font:16px/1.2 inherit;font-family:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--rule);border-radius:4px}
.controls button{height:44px;padding:0 14px;font:inherit;font-size:14px;color:var(--accent);background:none;border:1px solid var(--rule);border-radius:4px;cursor:pointer}
.controls p{margin:0;font-size:14px;color:var(--soft)}
.controls :focus-visible,th button:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;white-space:nowrap}th button:after{content:" ↕";opacity:.5}
th[aria-sort] button{color:var(--ink)}th[aria-sort=ascending] button:after{content:" ↑";opacity:1}th[aria-sort=descending] button:after{content:" ↓";opacity:1}
@media screen and (max-width:699px){.keys tbody tr:not([hidden]){display:grid;grid-template-columns:1fr 1fr;gap:0 10px}.keys td:nth-child(-n+2),.keys td:last-child{grid-column:1/-1}.keys td:last-child:before{content:none!important}.keys td:last-child .sub{display:inline}.live thead{display:block}.live thead tr{display:flex;flex-wrap:wrap;gap:6px;padding:0 0 10px;border:0}.live thead th{padding:0;border:0}.live th button{min-height:40px;padding:0 12px;border:1px solid var(--rule);border-radius:20px;background:var(--shade);font-size:13px}.live th[aria-sort] button{border-color:var(--ink)}}
@media(min-width:700px){.found tr{grid-template-columns:5fr 6fr 6fr;padding:4px 0}.found td:empty{display:block}.controls{grid-template-columns:2fr 1fr 1.4fr auto}.controls div:first-child{grid-column:auto}.controls p{grid-column:1/-1}.keys td{font-size:13px}.keys td:nth-child(4),.keys td:nth-child(5),.keys td:nth-child(6){white-space:nowrap}}@media(min-width:960px){.keys td:nth-child(2){white-space:nowrap}}
@media print{.controls,.since{display:none}th button:after{content:""!important}.keys tr{break-inside:avoid}}
`;
