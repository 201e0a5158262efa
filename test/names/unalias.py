"""Drops `as oldName` from the entries and renames what imports it. usage: unalias.py <root>"""
import re,glob,sys,os
root=sys.argv[1]; os.chdir(root)
entries={}
for f in glob.glob('src/**/index.ts',recursive=True):
    t=open(f).read()
    pairs=set()
    def block(mm):
        def fix(m):
            a,b=m.group(2),m.group(3); pairs.add((b,a)); return f"{m.group(1) or ''}{a}"
        return re.sub(r"\b(type )?(\w+) as (\w+)(?=\s*[,}])",fix,mm.group(0))
    n=re.sub(r"export (type )?\{[^}]*\} from",block,t)
    if n!=t: open(f,'w').write(n); entries[f[4:-9].strip('/')]=pairs
print(entries)
files=[f for g in ('test/**/*.ts','docs/**/*.ts','docs/**/*.mjs','src/**/*.ts') for f in glob.glob(g,recursive=True)]
for f in files:
    t=open(f).read(); o=t
    for e,pairs in entries.items():
        pat=(rf"{e}/index\.ts'|'throughline/{e}'" if e else r"src/index\.ts'|'\.\./index\.ts'|'throughline'")
        if not re.search(pat,t): continue
        for old,new in pairs: t=re.sub(rf"(?<![\w$'\".-]){old}(?![\w$'\":-])",new,t)
    t=re.sub(r"\b(\w+) as \1\b",r"\1",t)
    if t!=o: open(f,'w').write(t)
for f in glob.glob('docs/**/*.md',recursive=True)+glob.glob('*.md'):
    t=open(f).read(); o=t
    for pairs in entries.values():
        for old,new in pairs:
            if not re.search(r"[a-z][A-Z]",old): continue
            t=re.sub(r"`[^`\n]*`|```[\s\S]*?```",lambda m:re.sub(rf"(?<![\w$'-]){old}(?![\w$'-])",new,m.group(0)),t)
    if t!=o: open(f,'w').write(t)
