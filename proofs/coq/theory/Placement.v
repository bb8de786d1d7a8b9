(**************************************************************************************************)
(* The region R_I is inhabited: L3 once a stage                                                   *)
(*   sequential cl x lay n f p == for l < n the hyperplane with normal f l through p l has the    *)
(*                     points of                                                                  *)
(*                 stage l below it, those of later stages and the earlier apexes above it        *)
(*   region_inhabited   == then there are parameters in the region with these apexes and any (A,  *)
(*                     c)                                                                         *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Cumulative Collapse Jacobian.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Lemma pre_cumulative (R : realFieldType) L M Q (th : params R L M Q) z l :
  regular th -> (l < L)%N ->
  pre th z l = cumW th l.+1 *m truncated th z l + cumb th l.+1.
Proof. by move=> r lt; rewrite /pre (L1 _ r (ltnW lt)) mulmxDr mulmxA addrA. Qed.

Section Placement.
Variables (R : realFieldType) (L M Q : nat) (T : finType).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (lay : 'I_Q -> nat).
Variables (n : nat) (f p : nat -> 'cV[R]_M).

Definition sequential :=
  [/\ forall t l, (l < n)%N -> l = lay (cl t) -> dot (f l) (x t - p l) < 0,
      forall t l, (l < n)%N -> (l < lay (cl t))%N -> 0 < dot (f l) (x t - p l)
    & forall l k, (l < n)%N -> (k < l)%N -> 0 < dot (f l) (p k - p l)].

Hypothesis sep : sequential.
Hypothesis nL : (n <= L)%N.
Hypothesis stages : forall j, (lay j < n)%N \/ (L <= lay j)%N.

(* the points that are there when layer l acts *)
Definition there l : seq 'cV[R]_M :=
  [seq x t | t <- enum T & (l <= lay (cl t))%N] ++ [seq p k | k <- iota 0 l].
Lemma there_point t l : (l <= lay (cl t))%N -> x t \in there l.
Proof. by move=> h; rewrite mem_cat; apply/orP; left; apply: map_f;
  rewrite mem_filter h mem_enum. Qed.
Lemma there_apex k l : (k < l)%N -> p k \in there l.
Proof. by move=> h; rewrite mem_cat; apply/orP; right; apply: map_f; rewrite mem_iota. Qed.

Lemma placement_layers : exists W : nat -> 'M[R]_M, forall l, (l < n)%N ->
  W l \in unitmx /\ forall z i, z \in there l ->
    (0 < dot (f l) (z - p l) -> 0 < (W l *m (z - p l)) i 0) /\
    (dot (f l) (z - p l) < 0 -> (W l *m (z - p l)) i 0 < 0).
Proof.
have [s1 s2 s3] := sep.
have key (l : 'I_n) : exists W : 'M[R]_M, W \in unitmx /\ forall z i, z \in there l ->
    (0 < dot (f l) (z - p l) -> 0 < (W *m (z - p l)) i 0) /\
    (dot (f l) (z - p l) < 0 -> (W *m (z - p l)) i 0 < 0).
  have [|W u h] := @L3_exists _ _ (f l) [seq z - p l | z <- there l].
    move=> _ /mapP[z + ->]; rewrite mem_cat => /orP[] /mapP[a].
      rewrite mem_filter => /andP[+ _] ->; rewrite leq_eqVlt => /orP[/eqP e|lt].
        by rewrite lt_eqF // s1.
      by rewrite gt_eqF // s2.
    by rewrite mem_iota add0n => /= lt ->; rewrite gt_eqF // s3.
  by exists W; split=> // z i zs; apply: h; apply: map_f.
have [W hW] := fin_all_exists key.
exists (fun l => if insub l is Some i then W i else 0) => l lt.
by rewrite insubT; apply: (hW (Ordinal lt)).
Qed.

(* so large that no coordinate of a point is below minus this *)
Definition shift : R := 1 + \sum_t mbound (x t) + \sum_(k < n) mbound (p k).
Lemma shift_point t i : 0 < x t i 0 + shift.
Proof.
rewrite -ltr_subl_addl sub0r; apply: le_lt_trans (ler_norm _) _; rewrite normrN.
apply: lt_le_trans (mboundP _ _ _) _; rewrite /shift (bigD1 t) //=.
rewrite [X in _ <= X + _]addrCA -[X in _ <= X]addrA ler_addl.
by rewrite !addr_ge0 ?ler01 // sumr_ge0 // => *; apply/ltW/mbound_gt0.
Qed.
Lemma shift_apex k i : (k < n)%N -> 0 < p k i 0 + shift.
Proof.
move=> lt; rewrite -ltr_subl_addl sub0r; apply: le_lt_trans (ler_norm _) _; rewrite normrN.
apply: lt_le_trans (mboundP _ _ _) _; rewrite /shift (bigD1 (Ordinal lt)) //=.
rewrite [X in _ <= X]addrCA ler_addl.
by rewrite !addr_ge0 ?ler01 // sumr_ge0 // => *; apply/ltW/mbound_gt0.
Qed.

Theorem region_inhabited (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q) : exists th : params R L M Q,
  [/\ region cl x lay th, forall l, (l < n)%N -> apex th l = p l, rA th = A & rc th = c].
Proof.
have [V hV] := placement_layers; have [s1 s2 s3] := sep.
pose C l := if l is k.+1 then (if (k < n)%N then V k else 1%:M) else 1%:M.
pose B l := if l is k.+1 then (if (k < n)%N then - (V k *m p k) else const_mx shift) else 0.
have uC l : (l <= L)%N -> C l \in unitmx.
  case: l => [|l] _ /=; first exact: unitmx1.
  by case: ifP => [/hV[]|_]; rewrite ?unitmx1.
have [th [r eC eB eA ec]] := @D4_surjective _ L M Q C B A c erefl erefl uC.
have pre_sign t l i : (l < L)%N -> truncated th (x t) l = (if (lay (cl t)
  < l)%N then p (lay (cl t)) else x t) ->
    if l == lay (cl t) then pre th (x t) l i 0 < 0 else 0 < pre th (x t) l i 0.
  move=> lt e; have -> : pre th (x t) l = C l.+1 *m truncated th (x t) l + B l.+1.
    by rewrite /pre (L1 _ r (ltnW lt)) mulmxDr mulmxA -[W _ _ *m cumW _ _]/(cumW th l.+1)
      eC // -eB //= addrA.
  have stage := stages (cl t).
  rewrite e /C /B; case: (ltnP l n) => [ln|nl]; last first.
    have nel : (l == lay (cl t)) = false.
      apply/eqP => el; case: stage; rewrite -el; first by rewrite ltnNge nl.
      by rewrite leqNgt lt.
    rewrite nel mul1mx mxE [const_mx _ _ _]mxE; case: ltnP => // h; last exact: shift_point.
    apply: shift_apex; case: stage => // h'; move: (leq_trans (ltnW lt) h').
    by rewrite leqNgt h.
  rewrite -mulmxBr; have [_ hl] := hV _ ln; case: (ltngtP l (lay (cl t))) => h.
  - by have [pos _] := hl _ i (there_point (ltnW h)); apply/pos/s2.
  - by have [pos _] := hl _ i (there_apex h); apply/pos/s3.
  by have [_ neg] := hl _ i (there_point (eq_leq h)); apply/neg/s1.
have trE t l : (l <= L)%N -> truncated th (x t) l = (if (lay (cl t) < l)%N then p (lay (cl t))
  else x t).
  elim: l => [|l IH] lt //; have {}IH := IH (ltnW lt).
  have sg := fun i => pre_sign t l i lt IH.
  have preE := pre_cumulative (x t) r lt.
  have uW := cumW_unit r lt.
  rewrite [LHS]/=; move: sg; rewrite ltnS leq_eqVlt [_ == l]eq_sym; case: eqP => [el|_] sg /=;
    last first.
    by rewrite -[RHS]IH; apply/(L2_fixed _ uW) => i; rewrite -preE ltW.
  have -> : p (lay (cl t)) = tip (cumW th l.+1) (cumb th l.+1).
    have ln : (l < n)%N by rewrite el; case: (stages (cl t)) => // h; move: lt; rewrite el ltnNge h.
    by rewrite eC // eB // /C /B ln tip_through -?el //; have [] := hV _ ln.
  by apply/(L2_collapsed _ uW) => i; rewrite -preE ltW.
exists th; split=> // [|l lt]; first by split=> // t l i lt; apply: pre_sign => //; apply/trE/ltnW.
have lL := leq_trans lt nL.
rewrite /apex eC // eB // /C /B lt -[LHS]/(tip _ _) tip_through //.
by have [] := hV _ lt.
Qed.
End Placement.
