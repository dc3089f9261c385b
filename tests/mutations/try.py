import sys, collections, time
sys.path.insert(0,'.')
from pathlib import Path
import shutil
from mutators import *
from schlaglicht.project import open_project
from schlaglicht.validation import validate
t0=time.time()
tot=collections.Counter(); bad=0
root=Path('/tmp/mp2'); shutil.rmtree(root,ignore_errors=True); shutil.copytree('project',root)
only=sys.argv[1:] 
for f in sorted(Path('styles').iterdir()):
    if only and f.name not in only: continue
    text=f.read_bytes().decode('utf-8')
    for d in root.glob('data.*'): d.unlink()
    data=root/('data'+f.suffix)
    n=0
    for m in Mutator(text,line_based=f.suffix in('.nt','.nq')).mutations():
        data.write_bytes(m.text.encode())
        r=validate(open_project([root]))
        got={(x.code,x.place.line,x.place.column,x.place.end_line,x.place.end_column,x.place.certainty.value) for x in r.results}
        n+=1; tot[m.kind]+=1
        if m.kind.startswith('syntax'):
            ok={g[:2] for g in got}=={e[:2] for e in m.expected}
        else: ok=got==m.expected
        if not ok:
            bad+=1; print(f.name,m.kind); print('   missing',m.expected-got); print('   extra  ',got-m.expected)
    print(f.name,n)
print(tot, sum(tot.values()),'bad',bad, time.time()-t0)
