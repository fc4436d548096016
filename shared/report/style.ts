/** The page's own style: narrow first, then wider screens, then paper. No font, picture or rule comes from outside. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;--paper:#fff;--ground:#f3f5f8;--shade:#f4f6f9;--rule:#b8c1cc;--bad:#c8321f;--on-bad:#fff;--bad-soft:#fdecea;--good:#16794c;--good-soft:#e7f5ee;--good-line:#9fd4ba;--warn:#a15c00;--warn-soft:#fff4e0;--warn-line:#ecc98d;--usual:#9aa7b6;--accent:#1f5fbf;--tag:#e8ecf1;--on-tag:#3d4a5a;--refused:#bfe6d4;--refused-line:#16794c;--failed:#e0a33c;--known:#b9c3cf;--cost:#6d86a8;--on-flag:#fff;--found:#5b3d8a;--deny:#0f5132;--signal:#3d4f66;--published:#7a4a12}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6ebf2;--soft:#a3afbe;--line:#323c48;--paper:#1b222c;--ground:#11161d;--shade:#232c37;--rule:#4a5664;--bad:#ff8a75;--on-bad:#2a0d08;--bad-soft:#3a1d18;--good:#62d6a0;--good-soft:#15332a;--good-line:#2f6b52;--warn:#ffc06b;--warn-soft:#3a2b12;--warn-line:#7a5a20;--usual:#6b7888;--accent:#86b6ff;--tag:#303a47;--on-tag:#d3dbe5;--refused:#1f5a44;--refused-line:#62d6a0;--failed:#d99a35;--known:#55616f;--cost:#7f9cc4;--on-flag:#11161d;--found:#c3a5f5;--deny:#62d6a0;--signal:#a9c0dd;--published:#e0b070}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 -apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
main{max-width:1060px;margin:0 auto;padding:0 0 32px}
header.top{padding:22px 18px 24px;color:#fff;background:#33404f}
header.top.bad{background:#a82615}header.top.good{background:#146c44}header.top.warn{background:#8a4f00}
header.top .kind{margin:0;font-size:13px;letter-spacing:.02em;opacity:.9}
h1{margin:8px 0 8px;font-size:24px;line-height:1.25;text-wrap:balance}
header.top p{margin:0;font-size:15px}header.top .open{margin:2px 0 10px;font-size:18px;font-weight:600;max-width:46em}
header.top .who{margin-top:14px;display:flex;flex-wrap:wrap;gap:4px 20px;font-size:14px}
header.top .who b{font-weight:600}
.tiles{display:grid;grid-template-columns:1fr 1fr;gap:1px;background:var(--line);border-bottom:1px solid var(--line)}
.tile{background:var(--paper);padding:14px 16px}
.tile b{display:block;font-size:25px;line-height:1.15;font-variant-numeric:tabular-nums;font-weight:650}
.tile span{display:block;margin-top:3px;font-size:13px;line-height:1.35;color:var(--soft)}
.tile.bad b{color:var(--bad)}.tile.good b{color:var(--good)}.tile.warn b{color:var(--warn)}
section{background:var(--paper);margin-top:12px;padding:20px 16px 22px}
h2{margin:0 0 4px;font-size:19px;line-height:1.3}
h3{margin:22px 0 8px;font-size:15px}
.lead{margin:0 0 14px;color:var(--soft);font-size:14px}
.note{margin:12px 0 0;padding:10px 12px;border-left:3px solid var(--usual);background:var(--shade);font-size:14px}
.note.warn{border-color:var(--failed);background:var(--warn-soft)}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
a{color:var(--accent)}
.chart{margin:14px 0 6px}
.plot{position:relative;border-bottom:0}
.plot svg{display:block;overflow:visible}
.plot{margin-left:52px}.plot .level{position:absolute;right:100%;margin-right:6px;transform:translateY(-50%);font-size:12px;line-height:1;color:var(--soft);white-space:nowrap;font-variant-numeric:tabular-nums}
.flags,.chart .ticks{margin-left:52px}
.grid{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}
.usual{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4;vector-effect:non-scaling-stroke}
.chart .ticks{display:block;position:relative;height:20px}.chart .ticks span{position:absolute;white-space:nowrap;transform:translateX(-50%)}.chart .ticks .first,.chart .ticks .last{transform:none}
.legend .dash{height:0;border-top:2px dashed var(--ink);border-radius:0;vertical-align:3px}
.pole{position:absolute;top:0;bottom:0;width:0;border-left:2px dashed currentColor}
.flags{position:relative}
.flag{position:relative;height:23px}
.flag span{position:absolute;top:0;white-space:nowrap;font-size:12px;line-height:20px;padding:0 7px;border-radius:3px;background:currentColor}
.flag span.after{border-bottom-left-radius:0}.flag span.before{border-bottom-right-radius:0}
.m-quiet{color:var(--good)}.m-found{color:var(--found)}.m-deny{color:var(--deny)}.m-signal{color:var(--signal)}.m-published{color:var(--published)}
.flag span{-webkit-text-fill-color:var(--on-flag)}
figcaption{display:flex;justify-content:space-between;gap:12px;margin-top:4px;font-size:12px;color:var(--soft)}
.base{stroke:var(--rule);stroke-width:1;vector-effect:non-scaling-stroke}
.c-allowed{fill:var(--bad);background:var(--bad)}.c-refused{fill:var(--refused);stroke:var(--refused-line);stroke-width:1.5;vector-effect:non-scaling-stroke;background:var(--refused);box-shadow:inset 0 0 0 1.5px var(--refused-line)}.c-failed{fill:var(--failed);background:var(--failed)}.c-usual{fill:var(--known);background:var(--known)}.c-cost{fill:var(--cost);background:var(--cost)}.c-hot{fill:var(--bad);background:var(--bad)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:6px 0 0;padding:0;list-style:none;font-size:13px;color:var(--soft)}
.legend i{display:inline-block;width:11px;height:11px;margin-right:6px;border-radius:2px;vertical-align:-1px}
.moments{list-style:none;margin:18px 0 0;padding:0 0 0 8px}
.moments li{position:relative;padding:0 0 14px 22px;border-left:2px solid var(--line)}
.moments li:last-child{border-color:transparent;padding-bottom:0}
.moments li:before{content:"";position:absolute;left:-7px;top:6px;width:12px;height:12px;border-radius:50%;background:var(--usual);border:2px solid var(--paper);box-shadow:0 0 0 1px var(--usual)}
.moments li.bad:before{background:var(--bad);box-shadow:0 0 0 1px var(--bad)}
.moments li.good:before{background:var(--good);box-shadow:0 0 0 1px var(--good)}
.moments time{display:block;font-size:13px;color:var(--soft);font-variant-numeric:tabular-nums}
.moments .sub{color:var(--soft);font-size:14px}
.moments time b{color:var(--ink);font-weight:600;margin-left:6px}
.rows{list-style:none;margin:0;padding:0}
.rows>li{padding:10px 0;border-top:1px solid var(--line)}
.rows>li:first-child{border-top:0}
.rows .advice{display:block;font-size:14px}
.rows .sub{display:block;font-size:13px;color:var(--soft)}
.mark{display:inline-block;min-width:52px;padding:0 7px;margin-right:8px;border-radius:3px;font-size:12px;line-height:20px;font-weight:600;text-align:center;white-space:nowrap;background:var(--tag);color:var(--on-tag)}
.mark.bad{background:var(--bad);color:var(--on-bad)}.mark.good{background:var(--good-soft);color:var(--good);box-shadow:inset 0 0 0 1px var(--good-line)}.mark.warn{background:var(--warn-soft);color:var(--warn);box-shadow:inset 0 0 0 1px var(--warn-line)}
.measure{display:grid;grid-template-columns:1fr auto;gap:2px 12px;align-items:baseline;padding:7px 0}
.measure .stripe{grid-column:1/-1}
.measure .n{font-variant-numeric:tabular-nums;font-size:14px}
.measure .sub{grid-column:1/-1;font-size:13px;line-height:1.4;color:var(--soft)}
.stripe{display:flex;height:9px;background:var(--shade);border-radius:2px;overflow:hidden}
.stripe i{display:block;height:100%}
table{width:100%;border-collapse:collapse;font-size:14px}
th{text-align:left;font-weight:600;font-size:12px;color:var(--soft);padding:6px 10px 6px 0;border-bottom:1px solid var(--rule);white-space:nowrap}
td{padding:7px 10px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums;padding-right:0}
.calls thead{display:none}
.calls tr{display:grid;grid-template-columns:auto 1fr;gap:0 10px;padding:9px 0 9px 10px;border-bottom:1px solid var(--line);border-left:3px solid transparent}
.calls tr.bad{border-left-color:var(--bad)}.calls tr.good{border-left-color:var(--good)}
.calls tr.good .call b{color:var(--soft);text-decoration:line-through;text-decoration-color:var(--good-line)}
.calls td{border:0;padding:0}
.calls td.call,.calls td.from{grid-column:1/-1}
.calls td.from,.calls td.when{font-size:13px;color:var(--soft)}
.calls .call b{font-weight:600}
.calls td.when{white-space:nowrap}
.calls .call span{display:block;font-size:13px;color:var(--soft)}
ol.steps{margin:8px 0 0;padding-left:24px}
ol.steps li{padding:5px 0}
.stacked{width:100%;border-collapse:collapse}.stacked thead{display:none}.stacked tr{display:block;padding:9px 0;border-top:1px solid var(--line)}.stacked td{display:block;font-size:13px;border:0;padding:1px 0}.stacked td:empty{display:none}.stacked td:first-child{font-size:14px;font-weight:600}.stacked td[data-head]:not(:empty):before{content:attr(data-head) ": ";color:var(--soft)}
details{margin:12px 0 0}details+.lead{margin-top:14px}summary{cursor:pointer;font-size:14px;color:var(--accent)}
pre{margin:8px 0 0;padding:10px 12px;background:var(--shade);border-radius:4px;white-space:pre-wrap;word-break:break-word;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.files td{font-size:13px}.files code{font-size:11.5px;color:var(--soft);display:block;word-break:break-all}
.todo{list-style:none;margin:4px 0 0;padding:0}.todo li{position:relative;padding:3px 0 3px 24px;font-size:14px}.todo li:before{content:"";position:absolute;left:0;top:8px;width:12px;height:12px;border:1.5px solid var(--soft);border-radius:2px}
td .sub{display:block;font-size:12.5px;color:var(--soft)}
details{margin:6px 0 0}summary{cursor:pointer;font-size:13px;color:var(--accent)}details .rows{margin:4px 0 0 10px;padding-left:12px;border-left:2px solid var(--line);font-size:14px}details .rows>li{padding:6px 0}
.is-done{color:var(--soft)}
.every section{margin-bottom:32px}.every h2 small{font-weight:400;font-size:14px;color:var(--soft)}.chunk{content-visibility:auto}.chunk p{display:grid;grid-template-columns:auto 1fr;gap:0 12px;margin:0;padding:3px 0;border-bottom:1px solid var(--line);font-size:13px;line-height:1.4}.chunk i{grid-column:1/-1;font-style:normal;color:var(--soft);font-size:12px}.chunk .n{border-left:3px solid var(--bad);padding-left:8px}.chunk .r{border-left:3px solid var(--good);padding-left:8px}.chunk .r b{text-decoration:line-through;text-decoration-color:var(--good-line)}
footer{padding:16px;font-size:13px;color:var(--soft)}
.pick{position:absolute;opacity:0;pointer-events:none}
.languages{max-width:1060px;margin:0 auto;padding:6px 12px;text-align:right;font-size:13px}
.languages label{display:inline-block;padding:2px 10px;border-radius:3px;color:var(--soft);cursor:pointer}
#pick-zh:checked~.languages [for=pick-zh],#pick-en:checked~.languages [for=pick-en]{background:var(--tag);color:var(--on-tag);font-weight:600}
.pick:focus-visible~.languages{outline:2px solid var(--accent)}
#pick-zh:checked~.as-en,#pick-en:checked~.as-zh{display:none}
.tree,.tree ul{list-style:none;margin:0;padding:0}
.tree ul{margin-left:11px;padding-left:20px;border-left:2px solid var(--line)}
.tree li{position:relative;padding:5px 0}
.tree ul>li:before{content:"";position:absolute;left:-20px;top:18px;width:16px;border-top:2px solid var(--line)}
.tree ul>li:last-child:after{content:"";position:absolute;left:-22px;top:20px;bottom:0;width:2px;background:var(--paper)}
.node{display:inline-block;max-width:100%;padding:5px 10px;border:1px solid var(--rule);border-radius:4px;font-size:14px;line-height:1.4}
.node.root{border-color:var(--bad);border-width:2px}.node.off{border-color:var(--good-line);background:var(--good-soft)}
.node .sub{display:block;font-size:12.5px;color:var(--soft)}
@media(min-width:700px){
header.top{padding:34px 36px 32px}h1{font-size:31px;max-width:26em}
.tiles{grid-template-columns:repeat(4,1fr)}.tile{padding:18px 20px}.tile b{font-size:30px}
section{margin-top:16px;padding:28px 36px 30px}h2{font-size:22px}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 40px}
.moments li{display:grid;grid-template-columns:15em 1fr;align-items:baseline;padding-bottom:10px}.moments time{font-size:14px}
.calls thead{display:table-header-group}.calls tr{display:table-row;border-left:0}
.calls td{padding:7px 12px 7px 0;border-bottom:1px solid var(--line)}
.calls td.when{white-space:nowrap}.calls tr.bad td:first-child{box-shadow:inset 3px 0 0 var(--bad);padding-left:10px}.calls tr.good td:first-child{box-shadow:inset 3px 0 0 var(--good);padding-left:10px}.calls td:first-child,.calls th:first-child{padding-left:10px}
.stacked thead{display:table-header-group}.stacked tr{display:table-row}.stacked th{text-align:left;font-size:13px;color:var(--soft);font-weight:500}.stacked td,.stacked td:empty{display:table-cell;padding:8px 14px 8px 0;border-top:1px solid var(--line);vertical-align:top}.stacked td[data-head]:not(:empty):before{content:none}
footer{padding:20px 36px}}
.every footer{display:none}
@media print{details::details-content{content-visibility:visible;display:block}.languages{display:none}body{background:#fff;font-size:11pt}main{max-width:none}section,.tiles,header.top{break-inside:avoid-page}section{padding:14px 0;margin:0}section.long{break-inside:auto}header.top{padding:16px}tr,li{break-inside:avoid}h2,h3{break-after:avoid}.chart,.tile,.mark,header.top,.stripe{-webkit-print-color-adjust:exact;print-color-adjust:exact}a{color:inherit}}
`;
