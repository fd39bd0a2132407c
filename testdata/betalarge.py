# Golden values of the regularized incomplete beta function of large shapes: the smaller tail, by quadrature of the density
# in mpmath in units of the standard deviation, with as many digits as the shapes need. Rows: a, b, x, -1 for the lower tail
# or 1 for the upper one, its value.
from mpmath import mp, mpf, quad, exp, log, sqrt, loggamma, linspace
import json, os
mp.dps=70
rows=[]
def tail(a,b,x):
    # lower I if x<=mean else upper, by quadrature in units of the sd; dps grows with N
    mp.dps=60+int(2*mp.log10(a+b))
    a,b,x=mpf(a),mpf(b),mpf(x); N=a+b; p=a/N
    lnB=loggamma(a)+loggamma(b)-loggamma(N)
    sd=sqrt(a*b/N**3)
    f=lambda z: exp((a-1)*log(p+z*sd)+(b-1)*log(1-p-z*sd)-lnB)*sd
    z=(x-p)/sd
    s=-1 if z<=0 else 1
    end=z+s*60/max(abs(z),4)
    lim=(-p/sd) if s<0 else ((1-p)/sd)
    if s<0: end=max(end,lim)
    else: end=min(end,lim)
    pts=[z+(end-z)*mpf(k)/70 for k in range(71)]
    v=quad(f,pts,method='gauss-legendre',maxdegree=5)*s
    return s,v
for a,b in [(1e5,1e5),(2e5,2e5),(1.1e5,1e9),(3e5,7e5),(1e6,1e6),(1e7,2e5),(1e9,1e9),(1e12,3e11),(2e5,1e18),(1e18,1e18),(1e18,3e17),(1e30,1e30),(1e38,1e38),(1e38,1e32)]:
    for z in (-30,-1,.3,25):
        sd=(a*b/(a+b)/(a+b)/(a+b))**.5
        x=a/(a+b)+z*sd
        if not 0<x<1: continue
        mp.dps=60+int(2*mp.log10(a+b))
        p=mpf(a)/(mpf(a)+mpf(b)); zz=(mpf(x)-p)/sqrt(mpf(a)*mpf(b)/(mpf(a)+mpf(b))**3)
        if abs(zz)>36: continue
        s,v=tail(a,b,x)
        rows.append([a,b,x,float(s),float(v)])
open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'betalarge.json'),'w').write('[\n'+',\n'.join(json.dumps(r) for r in rows)+'\n]\n')
pass
