/** The page's own style: narrow first, then wider screens, then paper. No font, picture or rule comes from outside. */
export const STYLE = `
:root{--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;--paper:#fff;--ground:#f3f5f8;--bad:#c8321f;--bad-soft:#fdecea;--good:#16794c;--good-soft:#e7f5ee;--warn:#a15c00;--warn-soft:#fff4e0;--usual:#9aa7b6;--accent:#1f5fbf}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 -apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
main{max-width:1060px;margin:0 auto;padding:0 0 32px}
header.top{padding:22px 18px 24px;color:#fff;background:#33404f}
header.top.bad{background:#a82615}header.top.good{background:#146c44}header.top.warn{background:#8a4f00}
header.top .kind{margin:0;font-size:13px;letter-spacing:.02em;opacity:.9}
h1{margin:8px 0 8px;font-size:24px;line-height:1.25;text-wrap:balance}
header.top p{margin:0;font-size:15px}
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
.note{margin:12px 0 0;padding:10px 12px;border-left:3px solid var(--usual);background:#f7f9fb;font-size:14px}
.note.warn{border-color:#d98a17;background:var(--warn-soft)}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
a{color:var(--accent)}
.chart{margin:14px 0 6px}
.plot{position:relative;border-bottom:0}
.plot svg{display:block;overflow:visible}
.plot .top{position:absolute;left:0;top:-3px;font-size:12px;color:var(--soft);background:rgba(255,255,255,.85);padding:0 4px 0 0;z-index:1}
.pole{position:absolute;top:0;bottom:0;width:0;border-left:2px dashed currentColor}
.flags{position:relative}
.flag{position:relative;height:23px}
.flag span{position:absolute;top:0;white-space:nowrap;font-size:12px;line-height:20px;padding:0 7px;border-radius:3px;background:currentColor}
.flag span.after{border-bottom-left-radius:0}.flag span.before{border-bottom-right-radius:0}
.m-found{color:#5b3d8a}.m-deny{color:#0f5132}.m-signal{color:#3d4f66}.m-published{color:#7a4a12}
.flag span{-webkit-text-fill-color:#fff}
figcaption{display:flex;justify-content:space-between;gap:12px;margin-top:4px;font-size:12px;color:var(--soft)}
.base{stroke:#b8c1cc;stroke-width:1;vector-effect:non-scaling-stroke}
.c-allowed{fill:var(--bad);background:var(--bad)}.c-refused{fill:#bfe6d4;stroke:#16794c;stroke-width:1.5;vector-effect:non-scaling-stroke;background:#bfe6d4;box-shadow:inset 0 0 0 1.5px #16794c}.c-failed{fill:#e0a33c;background:#e0a33c}.c-usual{fill:#b9c3cf;background:#b9c3cf}.c-cost{fill:#6d86a8;background:#6d86a8}.c-hot{fill:var(--bad);background:var(--bad)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:6px 0 0;padding:0;list-style:none;font-size:13px;color:var(--soft)}
.legend i{display:inline-block;width:11px;height:11px;margin-right:6px;border-radius:2px;vertical-align:-1px}
.moments{list-style:none;margin:18px 0 0;padding:0 0 0 8px}
.moments li{position:relative;padding:0 0 14px 22px;border-left:2px solid var(--line)}
.moments li:last-child{border-color:transparent;padding-bottom:0}
.moments li:before{content:"";position:absolute;left:-7px;top:6px;width:12px;height:12px;border-radius:50%;background:var(--usual);border:2px solid #fff;box-shadow:0 0 0 1px var(--usual)}
.moments li.bad:before{background:var(--bad);box-shadow:0 0 0 1px var(--bad)}
.moments li.good:before{background:var(--good);box-shadow:0 0 0 1px var(--good)}
.moments time{display:block;font-size:13px;color:var(--soft);font-variant-numeric:tabular-nums}
.moments .sub{color:var(--soft);font-size:14px}
.moments time b{color:var(--ink);font-weight:600;margin-left:6px}
.rows{list-style:none;margin:0;padding:0}
.rows>li{padding:10px 0;border-top:1px solid var(--line)}
.rows>li:first-child{border-top:0}
.rows .sub{display:block;font-size:13px;color:var(--soft)}
.mark{display:inline-block;min-width:52px;padding:0 7px;margin-right:8px;border-radius:3px;font-size:12px;line-height:20px;font-weight:600;text-align:center;white-space:nowrap;background:#e8ecf1;color:#3d4a5a}
.mark.bad{background:var(--bad);color:#fff}.mark.good{background:var(--good-soft);color:var(--good);box-shadow:inset 0 0 0 1px #9fd4ba}.mark.warn{background:var(--warn-soft);color:var(--warn);box-shadow:inset 0 0 0 1px #ecc98d}
.measure{display:grid;grid-template-columns:1fr auto;gap:2px 12px;align-items:baseline;padding:7px 0}
.measure .stripe{grid-column:1/-1}
.measure .n{font-variant-numeric:tabular-nums;font-size:14px}
.measure .sub{grid-column:1/-1;font-size:13px;line-height:1.4;color:var(--soft)}
.stripe{display:flex;height:9px;background:#eef1f5;border-radius:2px;overflow:hidden}
.stripe i{display:block;height:100%}
table{width:100%;border-collapse:collapse;font-size:14px}
th{text-align:left;font-weight:600;font-size:12px;color:var(--soft);padding:6px 10px 6px 0;border-bottom:1px solid #b8c1cc;white-space:nowrap}
td{padding:7px 10px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums;padding-right:0}
.calls thead{display:none}
.calls tr{display:grid;grid-template-columns:auto 1fr;gap:0 10px;padding:9px 0 9px 10px;border-bottom:1px solid var(--line);border-left:3px solid transparent}
.calls tr.bad{border-left-color:var(--bad)}.calls tr.good{border-left-color:#2a9d6a}
.calls tr.good .call b{color:var(--soft);text-decoration:line-through;text-decoration-color:#7fbf9f}
.calls td{border:0;padding:0}
.calls td.call,.calls td.from{grid-column:1/-1}
.calls td.from,.calls td.when{font-size:13px;color:var(--soft)}
.calls .call b{font-weight:600}
.calls td.when{white-space:nowrap}
.calls .call span{display:block;font-size:13px;color:var(--soft)}
ol.steps{margin:8px 0 0;padding-left:24px}
ol.steps li{padding:5px 0}
pre{margin:8px 0 0;padding:10px 12px;background:#f0f3f7;border-radius:4px;white-space:pre-wrap;word-break:break-word;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.files td{font-size:13px}.files code{font-size:11.5px;color:var(--soft);display:block;word-break:break-all}
footer{padding:16px;font-size:13px;color:var(--soft)}
@media(min-width:700px){
header.top{padding:34px 36px 32px}h1{font-size:31px;max-width:26em}
.tiles{grid-template-columns:repeat(4,1fr)}.tile{padding:18px 20px}.tile b{font-size:30px}
section{margin-top:16px;padding:28px 36px 30px}h2{font-size:22px}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 40px}
.moments li{display:grid;grid-template-columns:15em 1fr;align-items:baseline;padding-bottom:10px}.moments time{font-size:14px}
.calls thead{display:table-header-group}.calls tr{display:table-row;border-left:0}
.calls td{padding:7px 12px 7px 0;border-bottom:1px solid var(--line)}
.calls td.when{white-space:nowrap}.calls tr.bad td:first-child{box-shadow:inset 3px 0 0 var(--bad);padding-left:10px}.calls tr.good td:first-child{box-shadow:inset 3px 0 0 #2a9d6a;padding-left:10px}.calls td:first-child,.calls th:first-child{padding-left:10px}
footer{padding:20px 36px}}
@media print{body{background:#fff;font-size:11pt}main{max-width:none}section,.tiles,header.top{break-inside:avoid-page}section{padding:14px 0;margin:0}section.long{break-inside:auto}header.top{padding:16px}tr,li{break-inside:avoid}h2,h3{break-after:avoid}.chart,.tile,.mark,header.top,.stripe{-webkit-print-color-adjust:exact;print-color-adjust:exact}a{color:inherit}}
`;
