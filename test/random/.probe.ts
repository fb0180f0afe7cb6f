import { sampleCases } from '/work/main/test/random/index.ts';
import { runOracle } from '/work/main/test/oracle/index.ts';
let deferredDeals=0, bad=0, negInt=0, held=0, n=0, grow=0;
const t=Date.now();
for (const [seed, opts] of [[1,{}],[2,{extraPayments:true,extremes:true}]] as const) {
  sampleCases(seed, 1000, opts).forEach((c, at)=>{ n++;
    try {
      const r = runOracle(c.deal, c.scenario);
      if (r.undistributed.some(x=>x.abs().gt('1e-15'))) {bad++; console.log('undist',seed,at);}
      const g = r.groups.pool!;
      if (g.deferred.some(x=>x.gt(0))) deferredDeals++;
      if (g.end.some((e,i)=>e.gt(g.begin[i]!))) grow++;
      if (Object.values(r.groups).some(o=>o.interest.some(x=>x.lt('-1e-15')))) {negInt++;console.log('neg',seed,at);}
      if (Object.values(r.tranches).some(o=>o.held.some(x=>x.gt(0)))) held++;
    } catch(e) { bad++; console.log(seed,at,String(e)); }
  });
}
console.log({n,bad,deferredDeals,grow,negInt,held,sec:(Date.now()-t)/1000});
