(**************************************************************************************************)
(* G3, P3: truncation maps in more dimensions than the inputs have                                *)
(*   G3: every network on finitely many inputs is a composition of them                           *)
(*   upper_left W V   == W is the upper left block of the square matrix V                         *)
(*   pad D z          == z followed by zeros, or cut off, to D entries                            *)
(*   lifted_bias      == b below which the other units stay negative at all points                *)
(*   P3: M + Q - 1 dimensions are enough for every decision list                                  *)
(*   code i, height s == unit vectors and (2, .., 2); the sum of the entries                      *)
(*   padded z         == (z, 0)                                                                   *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Descent Network Cumulative Jacobian Collapse ZeroLoss Widths.
From Theory Require Import Cells Separable Shallow.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Blocks.
Variables (R : realFieldType) (D m n : nat).
Definition upper_left (W : 'M[R]_(m, n)) (V : 'M[R]_D) := [/\ (m <= D)%N, (n <= D)%N &
  forall (i : 'I_m) (j : 'I_n) (i' j' : 'I_D), i' = i :> nat -> j' = j :> nat -> V i' j' = W i j].
End Blocks.

Section Complete.
Variables (R : realFieldType) (m n : nat) (W : 'M[R]_(m, n)).

(* columns that make the rows independent *)
Lemma beside b : (m <= b + \rank W)%N -> exists N : 'M[R]_(m, b), row_free (row_mx W N).
Proof.
move=> le; pose S : 'M[R]_(m, b) := \matrix_(i, k) (i == (\rank W + k)%N :> nat)%:R.
pose K := row_mx (pid_mx (\rank W) : 'M[R]_(m, n)) S.
have KK : K *m K^T = 1%:M.
  rewrite tr_row_mx mul_row_col tr_pid_mx pid_mx_id ?rank_leq_col //.
  apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE mxE.
  have [lt|ge] := ltnP i (\rank W).
    rewrite andbT mxE big1 ?addr0 // => k _; rewrite !mxE.
    by rewrite (_ : (i == _ :> nat) = false) ?mul0r // ltn_eqF // ltn_addr.
  have ib : (i - \rank W < b)%N by rewrite ltn_subLR // addnC (leq_trans (ltn_ord i)).
  rewrite andbF add0r mxE (bigD1 (Ordinal ib)) //= big1 ?addr0 => [|k /eqP ne].
    by rewrite !mxE /= subnKC // eqxx mul1r eq_sym.
  rewrite !mxE (_ : (i == _ :> nat) = false) ?mul0r //; apply/eqP => e; case: ne.
  by apply/val_inj; rewrite /= e addKn.
exists (col_ebase W *m S).
have -> : row_mx W (col_ebase W *m S) = col_ebase W *m (K *m block_mx (row_ebase W) 0 0 1%:M).
  rewrite /K mul_row_block !mulmx0 mulmx1 addr0 add0r mul_mx_row; congr row_mx.
  by rewrite -{1}[W]mulmx_ebase -mulmxA.
have uB : block_mx (row_ebase W) 0 0 (1%:M : 'M_b) \in unitmx.
  by rewrite unitmxE det_ublock det1 mulr1 -unitmxE row_ebase_unit.
rewrite /row_free eqmxMfull ?row_full_unit ?col_ebase_unit //.
by rewrite mxrankMfree ?row_free_unit //; apply/row_freeP; exists K^T.
Qed.
Lemma cast_free p q q' (e : q = q') (X : 'M[R]_(p, q)) :
  row_free (castmx (erefl p, e) X) = row_free X.
Proof. by case: q' / e. Qed.

Lemma select_row D k (mD : (m <= D)%N) (V : 'M[R]_(D, k)) i j :
  ((pid_mx m : 'M_(m, D)) *m V) i j = V (widen_ord mD i) j.
Proof.
rewrite mxE (bigD1 (widen_ord mD i)) //= big1 ?addr0 => [|l ne]; rewrite mxE.
  by rewrite eqxx ltn_ord mul1r.
by rewrite (_ : (i == l :> nat) = false) ?mul0r //; apply/eqP => e; case/eqP: ne; apply/val_inj.
Qed.
Lemma select_column k D p (X : 'M[R]_(p, k)) i (j : 'I_D) :
  (X *m pid_mx n) i j = if (j < n)%N then (if insub (j : nat) is Some l then X i l else 0) else 0.
Proof.
rewrite mxE; case: insubP => [l _ e|nk]; last first.
  rewrite big1 ?if_same // => l _; rewrite mxE (_ : (l == j :> nat) = false) ?mulr0 //.
  by apply/eqP => e; rewrite -e ltn_ord in nk.
rewrite (bigD1 l) //= big1 ?addr0 => [|l' ne]; rewrite mxE.
  by rewrite e eqxx; case: ifP; rewrite ?mulr1 ?mulr0.
rewrite (_ : (l' == j :> nat) = false) ?mulr0 //; apply/eqP => e'; case/eqP: ne.
by apply/val_inj; rewrite /= e e'.
Qed.

(** G3: when W is the upper left block of an invertible D by D matrix. *)
Theorem G3_block D : (exists2 V : 'M[R]_D, V \in unitmx & upper_left W V) <->
  [/\ (m <= D)%N, (n <= D)%N & (m + n <= D + \rank W)%N].
Proof.
split=> [[V uV [mD nD e]]|[mD nD le]].
  split=> //; have eW : pid_mx m *m V *m (pid_mx n : 'M_(D, D)) = W *m (pid_mx n : 'M_(n, D)).
    apply/matrixP => i j; rewrite !select_column; case: ifP => // jn.
    by rewrite valK select_row insubT; apply: e.
  have rkA : \rank ((pid_mx m : 'M_(m, D)) *m V) = m.
    by rewrite mxrankMfree ?row_free_unit // rank_pid_mx.
  have le : (m <= \rank W + (D - n))%N.
    rewrite -{1}rkA; set A := _ *m V in eW *.
    have -> : A = W *m pid_mx n + A *m copid_mx n by rewrite -eW mulmxBr mulmx1 addrC subrK.
    apply: leq_trans (mxrank_add _ _) _; rewrite leq_add ?mxrankM_maxl //.
    by rewrite -[X in (_ <= X)%N](rank_copid_mx R nD) mxrankM_maxr.
  by move: le; rewrite -(leq_add2r n) -addnA subnK // [X in (_ <= X)%N]addnC.
have [a Da] : exists a, D = (m + a)%N by exists (D - m)%N; rewrite subnKC.
subst D; have eD := subnKC nD; set b := (m + a - n)%N in eD.
have [|N free] := @beside b; first by rewrite -(leq_add2l n) addnA eD addnC.
have [N' uV] := complete (etrans (cast_free eD (row_mx W N)) free).
exists (col_mx (castmx (erefl m, eD) (row_mx W N)) N') => //; split=> // i j i' j' ei ej.
have -> : i' = lshift a i by apply/val_inj.
by rewrite col_mxEu castmxE cast_ord_id (_ : cast_ord _ _ = lshift b j) ?row_mxEl //; apply/val_inj.
Qed.
End Complete.

Section Pad.
Variables (R : realFieldType) (D n : nat).
Definition pad (z : 'cV[R]_n) : 'cV[R]_D := pid_mx n *m z.
Lemma padE z i : pad z i 0 = if insub (i : nat) is Some k then z k 0 else 0.
Proof.
rewrite mxE; case: insubP => [k _ e|ni].
  rewrite (bigD1 k) //= big1 ?addr0 => [|l ne]; rewrite mxE -e.
    by rewrite eqxx ltn_ord mul1r.
  by rewrite (_ : (k == l :> nat) = false) ?mul0r //; apply/negbTE; rewrite eq_sym.
rewrite big1 // => l _; rewrite mxE (_ : (i == l :> nat) = false) ?mul0r //.
by apply/eqP => e; rewrite e ltn_ord in ni.
Qed.
Lemma unpad z : (n <= D)%N -> (pid_mx n : 'M_(n, D)) *m pad z = z.
Proof.
move=> le; rewrite mulmxA mul_pid_mx minnn (minn_idPr le) pid_mx_1 mul1mx //.
Qed.
Lemma upper_pad m (W : 'M[R]_(m, n)) (V : 'M[R]_D) z (i : 'I_m) (i' : 'I_D) :
  upper_left W V -> i' = i :> nat -> (V *m pad z) i' 0 = (W *m z) i 0.
Proof.
move=> [_ nD e] ei; rewrite mxE [RHS]mxE [LHS](bigID (fun j : 'I_D => j < n)%N) /=.
rewrite [X in _ + X]big1 ?addr0 => [|j nj]; last by rewrite padE insubF ?mulr0 //; apply: negbTE.
rewrite (big_ord_narrow nD) /=; apply: eq_bigr => j _.
by rewrite (e i j) // padE valK.
Qed.
End Pad.

(** G3: the same outputs with hidden weights in GL(D), which hold the given ones as blocks. *)
Section Lifted.
Variables (R : realFieldType) (d : nat -> nat) (L Q D : nat) (T : finType).
Variables (x : T -> 'cV[R]_(d 0)) (th : net R d L Q).

Theorem G3 : (d 0 <= D)%N -> (forall l, (l < L)%N -> (d l.+1 + d l <= D + \rank (gW th l))%N) ->
  exists th' : params R L D Q, [/\ regular th',
    forall l, (l < L)%N -> upper_left (gW th l) (W th' l),
    forall t l, (l <= L)%N -> state th' (pad D (x t)) l = pad D (gstate th (x t) l)
  & forall t, out th' (pad D (x t)) = gout th (x t)].
Proof.
move=> d0 wide; have fits l : (l <= L)%N -> (d l <= D)%N.
  case: l => // l lt; have := wide l lt; have := rank_leq_col (gW th l) => r le.
  by rewrite -(leq_add2r (d l)) (leq_trans le) // leq_add2l.
have key (l : 'I_L) : exists V : 'M[R]_D, V \in unitmx /\ upper_left (gW th l) V.
  have [|V uV up] := (G3_block (gW th l) D).2; last by exists V.
  by split; [apply: fits|apply/fits/ltnW|apply: wide].
have [V hV] := fin_all_exists key.
pose fW l := if insub l is Some i then V i else 0.
pose low l := 1 + \sum_t mbound (fW l *m pad D (gstate th (x t) l)).
pose fb l : 'cV[R]_D := \col_i (if insub (i : nat) is Some k then gb th l k 0 else - low l).
pose th' : params R L D Q := make L fW fb (gA th *m pid_mx (d L)) (gc th).
have up l : (l < L)%N -> fW l \in unitmx /\ upper_left (gW th l) (fW l).
  by move=> lt; rewrite /fW insubT; apply: (hV (Ordinal lt)).
have st t l : (l <= L)%N -> state th' (pad D (x t)) l = pad D (gstate th (x t) l).
  elim: l => // l IH lt; rewrite [LHS]/= W_make // b_make // IH ?(ltnW lt) //.
  apply/colP => i; rewrite padE mxE [X in Num.max 0 X]mxE [fb l _ _]mxE.
  case: insubP => [k _ e|ni].
    by rewrite (upper_pad _ (up l lt).2 (esym e)) [RHS]mxE [X in _ = Num.max 0 X]mxE.
  apply/max_idPl; rewrite subr_le0 /low (bigD1 t) //= addrCA.
  apply: le_trans (ler_norm _) _; apply: le_trans (ltW (mboundP _ i 0)) _; rewrite ler_addl.
  by rewrite addr_ge0 ?ler01 // sumr_ge0 // => *; apply/ltW/mbound_gt0.
exists th'; split=> // [l lt|l lt|t].
- by rewrite W_make //; have [] := up l lt.
- by rewrite W_make //; have [] := up l lt.
by rewrite /out st // /WO /= -mulmxA unpad ?fits.
Qed.
End Lifted.

(** P3: every decision list as truncation maps in M + q dimensions, q + 1 targets. *)
Section Codes.
Variables (R : realFieldType) (q : nat).
(* unit vectors, and (2, .., 2) *)
Definition code (i : 'I_q.+2) : 'cV[R]_q.+1 :=
  if unlift ord0 i is Some j then delta_mx j 0 else const_mx 2%:R.
Definition height (s : 'cV[R]_q.+1) := dot (const_mx 1) s.
Lemma height0 : height 0 = 0.
Proof. exact: dot0r. Qed.
Lemma height_code i : 0 < height (code i).
Proof.
rewrite /height /code; case: unliftP => [j _|_].
  rewrite /dot (bigD1 j) //= !mxE !eqxx mulr1 big1 ?addr0 ?ltr01 // => l ne.
  by rewrite !mxE (negbTE ne) mulr0.
rewrite /dot (bigD1 ord0) //= !mxE mul1r ltr_paddr ?ltr0n //; apply: sumr_ge0 => l _.
by rewrite !mxE mul1r ler0n.
Qed.
Lemma code_indep : aff_indep code.
Proof.
move=> a s0 e; have a0 j : a (fintype.lift ord0 j) = - (a ord0 *+ 2).
  have h1 : (a ord0 *: code ord0) j 0 = a ord0 *+ 2 by rewrite mxE /code unlift_none mxE mulr_natr.
  have h2 : (\sum_(i < q.+1) a (fintype.lift ord0 i) *: code (fintype.lift ord0 i)) j 0
      = a (fintype.lift ord0 j).
    rewrite summxE (bigD1 j) //= big1 ?addr0 => [|l ne].
      by rewrite mxE /code liftK mxE ?eqxx ?mulr1.
    rewrite mxE /code liftK mxE.
    by rewrite eq_sym (negbTE ne) mulr0.
  have := congr1 (fun v : 'cV[R]_q.+1 => v j 0) e; rewrite big_ord_recl mxE h1 h2 mxE => /eqP.
  by rewrite addrC addr_eq0 => /eqP.
have z : a ord0 = 0.
  move: s0; rewrite big_ord_recl (eq_bigr _ (fun j _ => a0 j)) sumr_const card_ord => /eqP.
  rewrite mulNrn -mulrnA mulnS addSn mulrS opprD addrA subrr sub0r oppr_eq0 mulrn_eq0 /=.
  by move/eqP.
by move=> i; case: (unliftP ord0 i) => [j|] ->; rewrite ?a0 z ?mul0rn ?oppr0.
Qed.
End Codes.

Section DeepForm.
Variables (R : realFieldType) (M q k K : nat) (T : finType).
Variables (x : T -> 'cV[R]_M) (cell : T -> nat) (f : nat -> 'cV[R]_M) (b : nat -> R).
Variables (g : nat -> 'I_q.+2) (y : 'I_q.+2 -> 'cV[R]_k).
Hypothesis cells : decision_list K x cell f b.
Hypotheses (f_neq0 : forall l, (l < K)%N -> f l != 0) (M_gt0 : (0 < M)%N).
Definition padded (z : 'cV[R]_M) : 'cV[R]_(M + q.+1) := col_mx z 0.

(* the last cell has a hyperplane too: all points are below it *)
Let f' l : 'cV[R]_M := if (l < K)%N then f l else const_mx 1.
Let b' l : R := if (l < K)%N then b l else 1 + \sum_t `|dot (const_mx 1) (x t)|.
Let f'_neq0 l : f' l != 0.
Proof.
rewrite /f'; case: ifP => [/f_neq0 //|_]; apply/eqP => /colP /(_ (Ordinal M_gt0)).
by rewrite !mxE => /eqP; rewrite oner_eq0.
Qed.
Let below t : dot (f' (cell t)) (x t) < b' (cell t).
Proof.
have [le _ h] := cells t; rewrite /f' /b'; case: ifP => [/h //|_].
rewrite (bigD1 t) //= addrA -[X in X < _]addr0; apply: ltr_le_add; last exact: sumr_ge0.
by rewrite addrC; apply: le_lt_trans (ler_norm _) _; rewrite ltr_addl.
Qed.
Let above t l : (l < cell t)%N -> b' l < dot (f' l) (x t).
Proof.
have [le h _] := cells t; move=> lt; have lK := leq_trans lt le.
by rewrite /f' /b' lK h.
Qed.

Notation s := (fun l => code R (g l)).
(* apexes and slopes, one cell after the other *)
Let apexes_exist n : exists (a : nat -> 'cV[R]_M) (C : nat -> R), forall l, (l < n)%N ->
  dot (f' l) (a l) + C l * height (s l) = b' l /\
  forall i, (i < l)%N -> b' l < dot (f' l) (a i) + C l * height (s i).
Proof.
elim: n => [|n [a [C h]]]; first by exists (fun=> 0), (fun=> 0).
pose r i := (b' n - dot (f' n) (a i)) / height (s i).
pose c := 1 + \sum_(i < n) `|r i|.
pose a' := ((b' n - c * height (s n)) / sqn (f' n)) *: f' n.
exists (fun l => if l == n then a' else a l), (fun l => if l == n then c else C l) => l.
rewrite ltnS leq_eqVlt => /orP[/eqP -> {l}|lt]; last first.
  have [h1 h2] := h l lt; rewrite (ltn_eqF lt); split=> // i il.
  by rewrite (ltn_eqF (ltn_trans il lt)); apply: h2.
rewrite eqxx; split=> [|i lt].
  by rewrite dotZr divfK ?subrK // sqn_eq0 f'_neq0.
rewrite (ltn_eqF lt) -ltr_subl_addl -ltr_pdivr_mulr ?height_code //.
apply: le_lt_trans (ler_norm _) _; rewrite -/(r i) /c (bigD1 (Ordinal lt)) //= addrCA ltr_addl.
by rewrite ltr_paddr ?ltr01 // sumr_ge0.
Qed.

Theorem P3 : exists (th : params R K.+1 (M + q.+1) k) (p : nat -> 'cV[R]_(M + q.+1)),
  [/\ regular th,
      forall t l, (l <= K.+1)%N -> truncated th (padded (x t)) l =
        if (cell t < l)%N then p (cell t) else padded (x t),
      forall t l i, (l < K.+1)%N -> pre th (padded (x t)) l i 0 != 0
    & forall t, out th (padded (x t)) = y (g (cell t))].
Proof.
have [a [C h]] := apexes_exist K.+1.
pose p l := col_mx (a l) (s l); pose n l : 'cV[R]_(M + q.+1) := col_mx (f' l) (const_mx (C l)).
have np l z u : dot (n l) (col_mx z u) = dot (f' l) z + C l * height u.
  by rewrite dot_col_mx /height -dotZl scalemx_const mulr1.
have cellK t : (cell t < K.+1)%N by have [] := cells t.
pose cl t : 'I_K.+1 := Ordinal (cellK t).
have sep : sequential cl (fun t => padded (x t)) val K.+1 n p.
  split=> [t l _ ->|t l lt lc|l i lt il]; rewrite dotBr /padded !np ?subr_lt0 ?subr_gt0.
  - by rewrite (h _ (ltn_ord _)).1 height0 mulr0 addr0 below.
  - by rewrite (h _ lt).1 height0 mulr0 addr0 above.
  by rewrite (h _ lt).1; apply: (h l lt).2.
have [A [c e]] := interpolate y (@code_indep R q).
have [|th0 [rg ap _ _]] := region_inhabited sep (leqnn _) _ (0 : 'M_(K.+1, _)) 0.
  by move=> j; left; apply: ltn_ord.
have [th [r ep et eA ec]] := transfer (row_mx 0 A) c rg.1.
exists th, p; split=> [//|t l lt|t l i lt|t].
- rewrite et (region_truncated (cl := cl) (x := fun t => padded (x t)) t rg lt) /=.
  by case: ifP => // lc; rewrite ap.
- by rewrite ep; have := rg.2 t l i lt; case: ifP => _; [move/lt_eqF ->|move/gt_eqF ->].
rewrite L1_output // et (region_truncated (cl := cl) (x := fun t => padded (x t)) t rg) //=.
by rewrite cellK ap // eA ec mul_row_col mul0mx add0r e.
Qed.
End DeepForm.
