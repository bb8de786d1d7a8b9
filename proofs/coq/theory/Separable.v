(**************************************************************************************************)
(* G5: truncation maps for separable classes, whatever the apexes                                 *)
(*   region_truncated  == what the truncation maps of a region do to a point                      *)
(*   transfer          == the same hidden layers under another output layer                       *)
(*   normals, heights  == f_j as rows; the heights f_j . z - b_j over the hyperplanes             *)
(*   corner l, facet l == apexes and normals in the coordinates of the heights                    *)
(*   independent_normals == hyperplanes may be turned until their normals are independent         *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Descent Network Cumulative Jacobian Collapse ZeroLoss Widths.
From Theory Require Import Cells.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Lemma region_truncated (R : realFieldType) L M Q (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M)
  lay (th : params R L M Q) t l : region cl x lay th -> (l <= L)%N ->
  truncated th (x t) l = if (lay (cl t) < l)%N then apex th (lay (cl t)) else x t.
Proof.
move=> [r sg]; elim: l => // l IH lt; have {}IH := IH (ltnW lt).
have preE := pre_cumulative (x t) r lt; have uW := cumW_unit r lt.
have {}sg i := sg t l i lt; move: sg; rewrite [truncated _ _ _]/= ltnS leq_eqVlt [_ == l]eq_sym.
case: eqP => [el|_] sg /=; last first.
  by rewrite -[RHS]IH; apply/(L2_fixed _ uW) => i; rewrite -preE ltW.
by rewrite -el; apply/(L2_collapsed _ uW) => i; rewrite -preE ltW.
Qed.

Section Transfer.
Variables (R : realFieldType) (L D Q Q' : nat).
(* the same hidden layers under another output layer *)
Lemma transfer (th : params R L D Q) (A : 'M[R]_(Q', D)) (c : 'cV[R]_Q') : regular th ->
  exists th' : params R L D Q', [/\ regular th', forall z l, pre th' z l = pre th z l,
    forall z l, truncated th' z l = truncated th z l, rA th' = A & rc th' = c].
Proof.
move=> r; pose A' := A *m invmx (cumW th L).
pose th' : params R L D Q' := (th.1, (A', c - A' *m cumb th L)).
have eW l : W th' l = W th l by [].
have ecW l : cumW th' l = cumW th l by elim: l => //= l ->.
have ecb l : cumb th' l = cumb th l by elim: l => //= l ->.
have est z l : state th' z l = state th z l by elim: l => //= l ->.
exists th'; split=> //.
- by move=> z l; rewrite /pre est.
- move=> z l; elim: l => [//|l IH].
  rewrite [RHS]/= [LHS]/= -/(cumW th' l.+1) -/(cumb th' l.+1) IH.
  by have -> := ecW l.+1; have -> := ecb l.+1.
- by rewrite /rA ecW mulmxKV // cumW_unit.
by rewrite /rc ecb addrC subrK.
Qed.
End Transfer.

(** G5: any order of separable classes has apexes. *)
Section Separable.
Variables (R : realFieldType) (M q k : nat) (T : finType).
Variables (x : T -> 'cV[R]_M) (cell : T -> nat) (f : nat -> 'cV[R]_M) (b : nat -> R).
Hypothesis cells : decision_list q.+1 x cell f b.
Notation K := q.+1.

(* the heights over the hyperplanes *)
Definition normals : 'M[R]_(K, M) := \matrix_(j, i) f j i 0.
Definition heights z : 'cV[R]_K := normals *m z - \col_j b j.
Lemma heightsE z j : heights z j 0 = dot (f j) z - b j.
Proof. by rewrite !mxE; congr (_ - _); apply: eq_bigr => i _; rewrite mxE. Qed.

(* less than every height of a point of the last class *)
Definition eta : R := (1 + \sum_(t | cell t == K) \sum_(j < K) `|heights (x t) j 0|^-1)^-1.
Lemma eta_gt0 : 0 < eta.
Proof.
rewrite invr_gt0 ltr_paddr ?ltr01 // sumr_ge0 // => t _; apply: sumr_ge0 => j _.
by rewrite invr_ge0.
Qed.
Lemma eta_lt t j : cell t = K -> eta < heights (x t) j 0.
Proof.
move=> e; have h0 : 0 < heights (x t) j 0.
  by rewrite heightsE subr_gt0; have [_ h _] := cells t; apply: h; rewrite ?e.
rewrite -[X in _ < X]invrK ltf_pinv ?posrE ?invr_gt0 //; last by rewrite -invr_gt0 eta_gt0.
have s0 t' : 0 <= \sum_(j < K) `|heights (x t') j 0|^-1.
  by apply: sumr_ge0 => *; rewrite invr_ge0.
rewrite -[X in X < _]add0r; apply: ltr_le_add; first exact: ltr01.
rewrite (bigD1 t) ?e //=; apply: ler_paddr; first exact: sumr_ge0.
rewrite (bigD1 j) //= (gtr0_norm h0) ler_addl; apply: sumr_ge0 => *.
by rewrite invr_ge0.
Qed.

(* apexes and normals in the coordinates of the heights *)
Definition corner l : 'cV[R]_K := \col_i (if (l < K)%N && (i <= l)%N then 0 else eta).
Definition facet l : 'cV[R]_K := if insub l is Some j then delta_mx j 0 else - const_mx 1.
Lemma facet_dot l (lt : (l < K)%N) v : dot (facet l) v = v (Ordinal lt) 0.
Proof.
rewrite /facet insubT /dot (bigD1 (Ordinal lt)) //= !mxE !eqxx mul1r big1 ?addr0 // => i ne.
by rewrite mxE (negbTE ne) mul0r.
Qed.
Lemma facet_last v : dot (facet K) v = - \sum_i v i 0.
Proof.
rewrite /facet insubF ?ltnn // dotNl /dot; congr (- _).
by apply: eq_bigr => i _; rewrite mxE mul1r.
Qed.

Lemma corner_indep : aff_indep (fun l : 'I_K.+1 => corner l).
Proof.
move=> a s0 e; pose P i := \sum_(l < K.+1 | (l < i)%N || (l == K :> nat)) a l.
have P0 i : (i <= K)%N -> P i = 0.
  rewrite leq_eqVlt => /orP[/eqP -> |lt].
    rewrite -s0; apply: eq_bigl => l; rewrite orbC -leq_eqVlt -ltnS.
    exact: ltn_ord.
  have := congr1 (fun v : 'cV[R]_K => v (Ordinal lt) 0) e; rewrite summxE [RHS]mxE => z.
  have /eqP : eta * P i = 0.
    rewrite -[RHS]z mulr_sumr big_mkcond /=; apply: eq_bigr => l _; rewrite [RHS]mxE mxE /=.
    have [lK|Kl] := ltnP l K; last first.
      have -> : (l == K :> nat) by rewrite eqn_leq Kl -ltnS ltn_ord.
      by rewrite orbT mulrC.
    by rewrite (ltn_eqF lK) orbF; case: ltnP => _; rewrite ?mulr0 1?mulrC.
  by rewrite mulf_eq0 gt_eqF ?eta_gt0 //= => /eqP.
move=> l; have [lK|Kl] := ltnP l K; last first.
  have le : l = K :> nat by apply/eqP; rewrite eqn_leq Kl -ltnS ltn_ord.
  rewrite -[RHS](P0 0%N) // /P (bigD1 l) ?le ?eqxx //= big1 ?addr0 // => i /andP[/eqP ie /eqP ne].
  by case: ne; apply/val_inj => /=; rewrite ie le.
have := P0 l.+1 lK; rewrite /P (bigD1 l) ?leqnn //= => z.
rewrite -[RHS]z -[LHS]addr0; congr (_ + _).
rewrite -[LHS](P0 l (ltnW lK)); apply: eq_bigl => i.
rewrite [(i < l.+1)%N]ltnS [(i <= l)%N]leq_eqVlt.
have [->|ne] := eqVneq i l; first by rewrite ltnn (ltn_eqF lK) eqxx andbF.
by rewrite (_ : (i == l :> nat) = false) ?andbT //; apply/negbTE.
Qed.

Lemma cell_lt t : (cell t < K.+1)%N.
Proof. by have [] := cells t. Qed.
Definition stage t : 'I_K.+1 := Ordinal (cell_lt t).

Lemma height_above t l (lt : (l < K)%N) : (l < cell t)%N -> 0 < heights (x t) (Ordinal lt) 0.
Proof. by move=> lc; rewrite heightsE subr_gt0; have [_ h _] := cells t; apply: h. Qed.
Lemma height_below t (lt : (cell t < K)%N) : heights (x t) (Ordinal lt) 0 < 0.
Proof. by rewrite heightsE subr_lt0; have [_ _ h] := cells t; apply: h. Qed.

Lemma sub_entry (u v : 'cV[R]_K) i : (u - v) i 0 = u i 0 - v i 0.
Proof. by rewrite mxE [X in _ + X]mxE. Qed.
Lemma corner_on l (lt : (l < K)%N) : corner l (Ordinal lt) 0 = 0.
Proof. by rewrite mxE lt leqnn. Qed.
Lemma corner_off l i (lt : (l < K)%N) : (i < l)%N -> corner i (Ordinal lt) 0 = eta.
Proof. by move=> il; rewrite mxE /= [(l <= i)%N]leqNgt il andbF. Qed.
Lemma corner_last i : corner K i 0 = eta.
Proof. by rewrite mxE ltnn. Qed.

(* the cells are sequential in the coordinates of the heights *)
Lemma facet_point t : dot (facet (cell t)) (heights (x t) - corner (cell t)) < 0.
Proof.
have [lt|Kl] := ltnP (cell t) K.
  by rewrite (facet_dot lt) sub_entry corner_on subr0 height_below.
have e : cell t = K by apply/eqP; rewrite eqn_leq Kl -ltnS cell_lt.
have pos i : 0 < (heights (x t) - corner K) i 0 by rewrite sub_entry corner_last subr_gt0 eta_lt.
rewrite e facet_last oppr_lt0 big_ord_recl; apply: ltr_paddr (pos _).
by apply: sumr_ge0 => i _; apply/ltW/pos.
Qed.
Lemma facet_later t l : (l < cell t)%N -> 0 < dot (facet l) (heights (x t) - corner l).
Proof.
move=> lc; have lt : (l < K)%N by apply: leq_trans lc _; rewrite -ltnS cell_lt.
by rewrite (facet_dot lt) sub_entry corner_on subr0 height_above.
Qed.
Lemma facet_corner i l : (i < l)%N -> (l <= K)%N -> 0 < dot (facet l) (corner i - corner l).
Proof.
move=> il; rewrite leq_eqVlt => /orP[/eqP e|lt]; last first.
  by rewrite (facet_dot lt) sub_entry corner_on corner_off // subr0 eta_gt0.
move: il; rewrite e => iK; rewrite facet_last -sumrN big_ord_recl; apply: ltr_paddr.
  apply: sumr_ge0 => j _; rewrite sub_entry corner_last opprB subr_ge0 mxE.
  by case: ifP => _ //; apply/ltW/eta_gt0.
by rewrite sub_entry corner_last mxE iK /= sub0r opprK eta_gt0.
Qed.

(* as many layers as there are cells, or more: each cell is off at its own layer alone *)
Lemma deep_heights L (y : nat -> 'cV[R]_k) : (K < L)%N -> exists th : params R L K k,
  [/\ regular th, forall t l i, (l < L)%N -> if l == cell t then pre th (heights (x t)) l i 0 < 0
    else 0 < pre th (heights (x t)) l i 0, forall t, out th (heights (x t)) = y (cell t)
  & exists2 p : nat -> 'cV_K, aff_indep (fun l : 'I_K.+1 => p l)
    & forall t, state th (heights (x t)) L = p (cell t)].
Proof.
move=> KL; have sep : sequential stage (fun t => heights (x t)) val K.+1 facet corner.
  split=> [t l _ ->|t l _|l i]; [exact: facet_point|exact: facet_later|].
  by move=> lK il; apply: facet_corner.
have [A [c e]] := interpolate (fun l : 'I_K.+1 => y l) corner_indep.
have [|th0 [rg ap _ _]] := region_inhabited sep KL _ (0 : 'M_(K.+1, _)) 0.
  by move=> j; left; apply: ltn_ord.
have [th [r ep et eA ec]] := transfer A c rg.1.
have tr t : truncated th (heights (x t)) L = corner (cell t).
  rewrite et (region_truncated (cl := stage) (x := fun t => heights (x t)) t rg) //=.
  by rewrite (leq_trans (cell_lt t) KL) ap ?cell_lt.
exists th; split=> // [t l i lt|t|].
- by rewrite ep; apply: rg.2.
- by rewrite L1_output // tr eA ec (e (stage t)).
exists (fun l => cumW th L *m corner l + cumb th L) => [|t]; last by rewrite L1 // tr.
exact: state_indep (cumW_unit r (leqnn L)) corner_indep.
Qed.

(** G5: width K = Q - 1. *)
Definition narrow l := if l is 0 then M else K.
Theorem G5 (y : nat -> 'cV[R]_k) : exists th : net R narrow K.+1 k,
  (forall t, gout th (x t) = y (cell t)) /\
  forall t l i, (l < K.+1)%N -> gpre th (x t) l i 0 != 0.
Proof.
have [th [r sg o _]] := deep_heights y (leqnn K.+1).
pose nt : net R narrow K.+1 k := @Net R narrow K.+1 k
  (fun l => if l is m.+1 then W th m.+1 else W th 0 *m normals)
  (fun l => if l is m.+1 then Network.b th m.+1 else Network.b th 0 - W th 0 *m (\col_j b j))
  (WO th) (bO th).
have first z : gpre nt z 0 = pre th (heights z) 0.
  by rewrite /gpre /pre /= mulmxBr -mulmxA addrA addrAC.
have st z l : gstate nt z l.+1 = state th (heights z) l.+1.
  elim: l => [|l IH]; first by rewrite [LHS](congr1 (@relu R K) (first z)).
  by rewrite [LHS]/= -/(gstate nt z l.+1) IH.
exists nt; split=> [t|t l i lt].
  by rewrite /gout st -[LHS]/(out th (heights (x t))) o.
have -> : gpre nt (x t) l i 0 = pre th (heights (x t)) l i 0.
  by case: l i lt => [|l] i lt; [rewrite first|rewrite /gpre st].
by have := sg t l i lt; case: ifP => _; [move/lt_eqF ->|move/gt_eqF ->].
Qed.
End Separable.

(** Normals may be taken independent, as long as there are dimensions enough. *)
Section Independent.
Variables (R : realFieldType) (M K : nat) (T : finType).
Variables (x : T -> 'cV[R]_M) (cell : T -> nat) (b : nat -> R).

Lemma orthogonal_vector n (f : nat -> 'cV[R]_M) : (n < M)%N ->
  exists2 v : 'cV[R]_M, v != 0 & forall j, (j < n)%N -> dot (f j) v = 0.
Proof.
move=> lt; have [|v v0 e] := @kernel_vector _ _ _ (\matrix_(j < n, i < M) f j i 0).
  exact: leq_ltn_trans (rank_leq_row _) lt.
exists v => // j jn; have := congr1 (fun u : 'cV[R]_n => u (Ordinal jn) 0) e; rewrite !mxE => z.
by rewrite -[RHS]z; apply: eq_bigr => i _; rewrite mxE.
Qed.

Lemma turned (u v : 'cV[R]_M) c : exists2 s, 0 < s & forall t,
  (c < dot u (x t) -> c < dot (u + s *: v) (x t)) /\
  (dot u (x t) < c -> dot (u + s *: v) (x t) < c).
Proof.
pose r t := `|dot v (x t)| / `|dot u (x t) - c|; pose s := (1 + \sum_t r t)^-1.
have r0 t : 0 <= r t by rewrite divr_ge0.
have s0 : 0 < s by rewrite invr_gt0 ltr_paddr ?ltr01 // sumr_ge0.
exists s => // t.
have key : dot u (x t) != c -> `|s * dot v (x t)| < `|dot u (x t) - c|.
  rewrite -subr_eq0 -normr_gt0 normrM (gtr0_norm s0) => g0; rewrite -ltr_pdivl_mull //.
  rewrite -ltr_pdivr_mulr // -[X in X < _]/(r t) invrK (bigD1 t) //= addrCA ltr_addl.
  by rewrite ltr_paddr ?ltr01 // sumr_ge0.
rewrite dotDl dotZl; split=> lt.
  have := key (negbT (gt_eqF lt)); rewrite [X in _ < X]ger0_norm ?subr_ge0 ?ltW //.
  rewrite ltr_norml opprB => /andP[+ _].
  by rewrite ltr_subl_addl.
have := key (negbT (lt_eqF lt)); rewrite [X in _ < X]ler0_norm ?subr_le0 ?ltW //.
rewrite opprB ltr_norml => /andP[_].
by rewrite ltr_subr_addl.
Qed.

Lemma independent_normals f : (K <= M)%N -> decision_list K x cell f b ->
  exists2 f', decision_list K x cell f' b & lin_indep (fun j : 'I_K => f' j).
Proof.
move=> KM cells; suff: forall n, (n <= K)%N ->
    exists2 f', decision_list K x cell f' b & lin_indep (fun j : 'I_n => f' j).
  by apply.
elim=> [_|n IH lt]; first by exists f => // a _ [].
have [f' cells' ind] := IH (ltnW lt).
have [v v0 orth] := orthogonal_vector f' (leq_trans lt KM).
pose v' := if 0 <= dot v (f' n) then v else - v.
have pos : 0 <= dot v' (f' n).
  by rewrite /v'; case: ifP => // /negbT; rewrite -ltNge dotNl oppr_ge0 => /ltW.
have v'0 : 0 < dot v' v' by rewrite /v'; case: ifP => _; rewrite ?dotNl ?dotNr ?opprK sqn_gt0.
have orth' j : (j < n)%N -> dot v' (f' j) = 0.
  by move=> jn; rewrite /v'; case: ifP => _; rewrite ?dotNl dotC orth ?oppr0.
have [s s0 hs] := turned (f' n) v' (b n).
pose f2 l := if l == n then f' n + s *: v' else f' l.
exists f2 => [t|a e].
  have [le h1 h2] := cells' t; split=> // [l lK lc|lK]; rewrite /f2; case: eqP => [e|_].
  - by rewrite e; apply: (hs t).1; rewrite -e; apply: h1.
  - exact: h1.
  - by rewrite e; apply: (hs t).2; rewrite -e; apply: h2.
  exact: h2.
have f2n : f2 n = f' n + s *: v' by rewrite /f2 eqxx.
have f2j (j : 'I_n) : f2 j = f' j by rewrite /f2 (ltn_eqF (ltn_ord j)).
move: e; rewrite big_ord_recr /= f2n => e.
have an : a ord_max = 0.
  have := congr1 (dot v') e; rewrite dotDr dot_sumr big1 ?add0r => [|j _]; last first.
    by rewrite f2j dotZr orth' ?mulr0.
  rewrite dotZr dot0r => /eqP; rewrite mulf_eq0 => /orP[/eqP //|].
  by rewrite dotDr dotZr gt_eqF // ltr_paddl // mulr_gt0.
have aj (j : 'I_n) : a (widen_ord (leqnSn n) j) = 0.
  apply: (ind (fun j => a (widen_ord (leqnSn n) j))); rewrite -[RHS]e an scale0r addr0.
  by apply: eq_bigr => i _; rewrite f2j.
move=> j; case: (unliftP ord_max j) => [i|] -> //.
by rewrite -(aj i); congr (a _); apply/val_inj; rewrite /= /bump leqNgt ltn_ord.
Qed.
End Independent.

(** G5: width M, as long as M >= K. *)
Theorem G5_width (R : realFieldType) M q k (T : finType) (x : T -> 'cV[R]_M) (cell : T -> nat) f0 b
  (y : nat -> 'cV[R]_k) : decision_list q.+1 x cell f0 b -> (q.+1 <= M)%N ->
  exists th : params R q.+2 M k, [/\ regular th, forall t, out th (x t) = y (cell t)
    & forall t l i, (l < q.+2)%N -> pre th (x t) l i 0 != 0].
Proof.
move=> cells0 KM; have [f cells ind] := independent_normals KM cells0.
pose F := normals q f; pose bv : 'cV[R]_q.+1 := \col_j b j.
have [D eD] := interpolate_linear (fun j : 'I_q.+1 => delta_mx j 0) ind.
have FV : F *m D^T = 1%:M.
  apply: trmx_inj; rewrite trmx_mul trmxK trmx1; apply/matrixP => i j.
  have := congr1 (fun v : 'cV[R]_q.+1 => v i 0) (eD j); rewrite !mxE andbT => <-.
  by apply: eq_bigr => l _; rewrite !mxE.
pose p l := D^T *m (corner q x cell f b l + bv); pose n l := F^T *m facet R q l.
have np l z m : dot (n l) (z - p m) = dot (facet R q l) (heights q f b z - corner q x cell f b m).
  rewrite /n -[F in LHS]trmxK -dot_mulmx trmxK mulmxBr /p mulmxA FV mul1mx opprD addrA addrAC.
  by [].
have sep : sequential (stage cells) x val q.+2 n p.
  split=> [t l _ ->|t l _ lc|l i lK il]; rewrite (np _ _ _).
  - exact: (facet_point cells t).
  - exact: (facet_later cells lc).
  have -> : heights q f b (p i) = corner q x cell f b i.
    by rewrite /heights /p mulmxA FV mul1mx addrK.
  by apply: facet_corner.
have indep : aff_indep (fun l : 'I_q.+2 => p l).
  move=> a s0 e; apply: (corner_indep s0).
  have := congr1 (mulmx F) e; rewrite mulmx0 mulmx_sumr => z; rewrite -[RHS]z.
  rewrite [RHS](eq_bigr (fun l => a l *: corner q x cell f b l + a l *: bv)) => [|l _]; last first.
    by rewrite -scalemxAr /p mulmxA FV mul1mx scalerDr.
  by rewrite big_split -(scaler_suml bv) s0 scale0r /= addr0.
have [A [c e]] := interpolate (fun l : 'I_q.+2 => y l) indep.
have [|th0 [rg ap _ _]] := region_inhabited sep (leqnn _) _ (0 : 'M_(q.+2, _)) 0.
  by move=> j; left; apply: ltn_ord.
have [th [r ep et eA ec]] := transfer A c rg.1.
exists th; split=> [//|t|t l i lt].
  rewrite L1_output // et (region_truncated t rg) //=.
  by have lt := cell_lt cells t; rewrite lt ap // eA ec (e (stage cells t)).
by rewrite ep; have := rg.2 t l i lt; case: ifP => _; [move/lt_eqF ->|move/gt_eqF ->].
Qed.
