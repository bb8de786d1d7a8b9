(**************************************************************************************************)
(* T4: the zero set as a graph, and the rescalings                                                *)
(*   last_layer x rep th == the last hidden values at one point a class, a row of ones below them *)
(*   output_layer th     == [WO | bO]                                                             *)
(*   rescaling th l r    == row r of (W_l, b_l) as it is, column r of W_(l+1) with the sign       *)
(*                     changed                                                                    *)
(**************************************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From Theory Require Import Identities Basic Near Readout Descent Moments Network Jacobian ZeroSet.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(** A product by some of the columns of the left and rows of the right factor, and the rest. *)
Section Split.
Variables (R : realFieldType) (m n k q : nat) (s : 'I_q -> 'I_n).
Hypothesis inj : injective s.
Lemma mulmx_split (A : 'M[R]_(m, n)) (H : 'M[R]_(n, k)) :
  A *m H = colsub s A *m rowsub s H + \sum_(l | l \notin [set s i | i in 'I_q]) col l A *m row l H.
Proof.
apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE summxE (bigID (mem [set s i | i in 'I_q])) /=.
rewrite big_imset => [|a b _ _]; last exact: inj.
congr (_ + _); first by rewrite mxE; apply: eq_bigr => a _; rewrite !mxE.
by apply: eq_bigr => l _; rewrite mxE big_ord1 !mxE.
Qed.
End Split.

Section Graph.
Variables (R : realFieldType) (L M Q : nat) (T : finType).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Variable rep : 'I_Q -> T.
Hypothesis repE : forall j, cl (rep j) = j.
Hypothesis gathered : forall j, collapsed L lay j.
Implicit Types th : params R L M Q.

(* what the last hidden layer has at the representatives, a 1 below;
  and the output layer as one matrix *)
Definition last_layer th : 'M[R]_(M + 1, Q) :=
  \matrix_(k, j) (col_mx (state th (x (rep j)) L) (1%:M : 'cV_1)) k 0.
Definition output_layer th : 'M[R]_(Q, M + 1) := row_mx (WO th) (bO th).

Lemma output_columns th : output_layer th *m last_layer th = columns (fun j => out th (x (rep j))).
Proof.
apply/matrixP => i j; rewrite [RHS]mxE /out.
have -> : WO th *m state th (x (rep j)) L + bO th =
    output_layer th *m col_mx (state th (x (rep j)) L) 1%:M by rewrite mul_row_col mulmx1.
by rewrite [LHS]mxE [RHS]mxE; apply: eq_bigr => k _; rewrite [last_layer _ _ _]mxE.
Qed.

Lemma last_layer_mul th (v : 'cV[R]_Q) : last_layer th *m v =
  \sum_j v j 0 *: col_mx (state th (x (rep j)) L) 1%:M.
Proof.
apply/colP => i; rewrite summxE [LHS]mxE; apply: eq_bigr => j _.
by rewrite [RHS]mxE [last_layer _ _ _]mxE mulrC.
Qed.

Lemma zero_columns th : region cl x lay th ->
  (cost cl x y th = 0 <-> output_layer th *m last_layer th = columns y).
Proof.
have nonempty j : exists t, cl t = j by exists (rep j).
move=> rg; rewrite output_columns (T4_zero y nonempty gathered rg).
have o j : out th (x (rep j)) = values (landing lay th) th.2 j.
  by rewrite ffunE /out (after rg) ?repE //; apply: gathered.
split=> e; last first.
  apply/ffunP => j; rewrite -o ffunE; apply/colP => i.
  by have := congr1 (fun m : 'M[R]_Q => m i j) e; rewrite !mxE.
by apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE o e ffunE.
Qed.

Variable th : params R L M Q.
Hypotheses (rg : region cl x lay th) (indep : aff_indep (apexes lay th)).

Lemma last_full : row_full (last_layer th).
Proof.
have [reg _] := rg.
have ind := state_indep (d := cumb th L) (cumW_unit reg (leqnn L)) indep.
have st j : state th (x (rep j)) L = cumW th L *m apexes lay th j + cumb th L.
  by rewrite (after rg) ?repE //; apply: gathered.
rewrite -col_leq_rank leqNgt; apply/negP => /kernel_vector[v /eqP nz]; rewrite last_layer_mul => e.
case: nz; apply/colP => j; rewrite [RHS]mxE; apply: (ind (fun j => v j 0)).
  have := congr1 (fun m => dsubmx m 0 0) e; rewrite !mxE summxE => {2}<-.
  by apply: eq_bigr => i _; rewrite !mxE (unsplitK (inr _)) !mxE mulr1.
have := congr1 usubmx e; rewrite raddf_sum linear0 => {2}<-.
by apply: eq_bigr => i _; rewrite /= linearZ /= col_mxKu st.
Qed.

(** T4: near th the zero set is the graph of a map that is rational in the hidden parameters and
    affine in the other entries of the output layer: Q^2 entries are given by the K - Q^2 others. *)
Theorem T4_graph : exists s : 'I_Q -> 'I_(M + 1), injective s /\ exists2 d, 0 < d &
  forall th', close d th th' -> [/\ region cl x lay th', rowsub s (last_layer th') \in unitmx &
    cost cl x y th' = 0 <-> colsub s (output_layer th') =
      (columns y - \sum_(l | l \notin [set s i | i in 'I_Q])
        col l (output_layer th') *m row l (last_layer th')) *m
      invmx (rowsub s (last_layer th'))].
Proof.
pose s := fullrankfun last_full; have inj : injective s := @fullrankfun_inj _ _ _ _ last_full.
have [e e0 he] := unit_open (fullrowsub_unit last_full).
have [d1 d10 h1] := region_open rg.
have [d2 d20 h2] : exists2 d, 0 < d & forall th', close d th th' -> forall j,
    mclose e (state th (x (rep j)) L) (state th' (x (rep j)) L).
  by apply: (common_delta (@close_le _ _ _ _ th)) => j; apply: state_cont.
exists s; split=> //; exists (Num.min d1 d2) => [|th' cl']; first by rewrite lt_minr d10.
have rg' : region cl x lay th' by apply: h1; apply: close_le cl'; rewrite le_minl lexx.
have near : forall j, mclose e (state th (x (rep j)) L) (state th' (x (rep j)) L).
  by apply: h2; apply: close_le cl'; rewrite le_minl lexx orbT.
have uS : rowsub s (last_layer th') \in unitmx.
  apply: he => k j; rewrite !mxE; case: splitP => [i _|i _]; first exact: near.
  by rewrite subrr normr0.
split=> //; rewrite zero_columns // (mulmx_split inj); set r := \sum_(l | _) _.
split=> [<-|->]; first by rewrite addrK mulmxK.
by rewrite mulmxKV // subrK.
Qed.
End Graph.

(** T4: the rescalings, row r of (W_l, b_l) up and column r of W_(l+1) down, move no output. *)
Section Rescaling.
Variables (R : realFieldType) (L M Q : nat) (th : params R L M Q) (l : nat) (r : 'I_M).
Hypothesis lL : (l < L)%N.
Notation E := (diag_mx (delta_mx 0 r : 'rV[R]_M)).
Definition rescaling : params R L M Q := make L
  (fun k => if k == l then E *m W th k else if k == l.+1 then - (W th k *m E) else 0)
  (fun k => if k == l then E *m b th k else 0)
  (if l.+1 == L then - (WO th *m E) else 0) 0.

Lemma mask_diag (d : 'rV[R]_M) (z : 'cV[R]_M) : mask z (diag_mx d *m z) = diag_mx d *m relu z.
Proof.
apply/colP => i; rewrite !mul_diag_mx !mxE.
by case: ltP => h; rewrite ?mulr0.
Qed.
Lemma mask0 (z : 'cV[R]_M) : mask z 0 = 0.
Proof. by apply/colP => i; rewrite !mxE if_same. Qed.

Lemma rescaling_state z k : (k <= L)%N ->
  dstate th rescaling z k = if k == l.+1 then E *m state th z k else 0.
Proof.
elim: k => [|k IH] lt //; rewrite [LHS]/= IH ?(ltnW lt) // W_make // b_make // eqSS.
have [->|kl] := eqVneq k l.
  by rewrite ltn_eqF // mulmx0 add0r -mulmxA -mulmxDr mask_diag.
have [->|kl'] := eqVneq k l.+1.
  by rewrite mulNmx mulmxA addr0 subrr mask0.
by rewrite mulmx0 mul0mx !addr0 mask0.
Qed.

Theorem T4_rescaling z : dout th rescaling z = 0.
Proof.
have eO : WO rescaling = if l.+1 == L then - (WO th *m E) else 0 by [].
have eo : bO rescaling = 0 by [].
rewrite /dout rescaling_state // eO eo addr0 [L == _]eq_sym.
case: ifP => _; last by rewrite mulmx0 mul0mx addr0.
by rewrite mulNmx mulmxA subrr.
Qed.
End Rescaling.
