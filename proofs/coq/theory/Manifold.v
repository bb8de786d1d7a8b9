(**************************************************************************************************)
(* T4, T6: the zero set over given hidden layers and as a graph, the minimizers, the rescalings   *)
(*   evaluation h == the readouts' values at the points h j, a linear map                         *)
(*   landing th j == the point of the last hidden layer that class j is sent to                   *)
(*   last_layer x rep th == the last hidden values at one point a block, a row of ones below them *)
(*   blk t, rep i        == the block of point t; a point of block i; a block lands at one point  *)
(*   output_layer th     == [WO | bO]                                                             *)
(*   rescaling th l r    == row r of (W_l, b_l) as it is, column r of W_(l+1) with the sign       *)
(*                     changed                                                                    *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Jacobian ZeroLoss.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Readouts.
Variables (R : realFieldType) (M Q : nat) (h : 'I_Q -> 'cV[R]_M).
Definition readout := ('M[R]_(Q, M) * 'cV[R]_Q)%type.
Definition values (Ac : readout) : {ffun 'I_Q -> 'cV[R]_Q} := [ffun j => Ac.1 *m h j + Ac.2].
Lemma values_linear : linear values.
Proof.
move=> a u v; apply/ffunP => j; rewrite !ffunE /= mulmxDl -scalemxAl scalerDr.
by rewrite addrACA.
Qed.
Canonical values_lin := Linear values_linear.
Definition evaluation : 'Hom([vectType R of readout], [vectType R of {ffun 'I_Q ->
  'cV[R]_Q}]) := linfun values.
Lemma evaluation_sub u v : (u - v \in lker evaluation) = (values u == values v).
Proof. by rewrite memv_ker lfunE linearB subr_eq0. Qed.
Theorem values_onto v : aff_indep h -> exists Ac, values Ac = v.
Proof. by move=> /(interpolate v)[D [d e]]; exists (D, d); apply/ffunP => j; rewrite ffunE. Qed.
Theorem values_kernel : aff_indep h -> (\dim (lker evaluation) + Q * Q = Q * M + Q)%N.
Proof.
move=> ind; have := onto_kernel (fun v => values_onto v ind).
by rewrite dim_pair dim_ffun !dim_mx card_ord !muln1.
Qed.
End Readouts.

Section ZeroSet.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (w : T -> R) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Variable lay : 'I_Q -> nat.
Hypothesis all_collapsed : forall j, collapsed L lay j.
Implicit Types th : params R L M Q.
Definition landing th j := cumW th L *m apexes lay th j + cumb th L.

Theorem T4_zero th : region cl x lay th ->
  (wcost w cl x y th = 0 <-> values (landing th) th.2 = [ffun j => y j]).
Proof.
move=> rg; have o t : out th (x t) = values (landing th) th.2 (cl t).
  by rewrite ffunE /out (after rg) //; apply: all_collapsed.
rewrite wcost_eq0 //; split=> [z|e t]; last by rewrite o e ffunE.
by apply/ffunP => j; have [t <-] := nonempty j; rewrite -o ffunE.
Qed.

(* the region and the points where the classes land do not see the output layer *)
Lemma landing_hidden th Ac j : landing (th.1, Ac) j = landing th j.
Proof.
have eW l : cumW (th.1, Ac) l = cumW th l by elim: l => //= l ->.
have eb l : cumb (th.1, Ac) l = cumb th l by elim: l => //= l ->.
by rewrite /landing /apexes /apex !eW !eb.
Qed.
Lemma state_hidden th Ac z l : state ((th.1, Ac) : params R L M Q) z l = state th z l.
Proof. by elim: l => //= l ->. Qed.
Lemma region_hidden th Ac : region cl x lay th -> region cl x lay (th.1, Ac).
Proof.
by move=> [r s]; split=> // t l i lt; have := s t l i lt; rewrite /pre state_hidden.
Qed.

(** Over the hidden layers of th: the zero set is a translate of a space of dimension QM + Q - Q^2,
  and is not empty. *)
Theorem T4_fibre th : region cl x lay th -> aff_indep (apexes lay th) -> exists Ac0,
  (forall Ac, wcost w cl x y (th.1, Ac) = 0 <-> Ac - Ac0 \in lker (evaluation (landing th)))
  /\ (\dim (lker (evaluation (landing th))) + Q * Q = Q * M + Q)%N.
Proof.
move=> rg ind; have [reg _] := rg.
have ind' : aff_indep (landing th) := state_indep (d := cumb th L) (cumW_unit reg (leqnn L)) ind.
have [Ac0 e0] := values_onto [ffun j => y j] ind'.
exists Ac0; split; last exact: values_kernel.
move=> Ac; rewrite (T4_zero (region_hidden Ac rg)) evaluation_sub e0.
have -> : values (landing (th.1, Ac)) Ac = values (landing th) Ac.
  by apply/ffunP => j; rewrite !ffunE landing_hidden.
by split=> [->|/eqP].
Qed.
End ZeroSet.

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
Lemma split_solve (R : realFieldType) m n q (s : 'I_q -> 'I_n) (A : 'M[R]_(m, n))
  (H : 'M[R]_(n, q)) V : injective s -> rowsub s H \in unitmx ->
  (A *m H = V <-> colsub s A =
    (V - \sum_(l | l \notin [set s i | i in 'I_q]) col l A *m row l H) *m invmx (rowsub s H)).
Proof.
move=> inj uS; rewrite (mulmx_split inj); set r := \sum_(l | _) _.
by split=> [<-|->]; [rewrite addrK mulmxK|rewrite mulmxKV // subrK].
Qed.

(** Affinely independent points as columns, a row of ones below, have full rank. *)
Lemma lifted_full (R : realFieldType) M n (h : 'I_n -> 'cV[R]_M) : aff_indep h ->
  row_full (\matrix_(k, i) (col_mx (h i) (1%:M : 'cV_1)) k 0).
Proof.
move=> ind; set H := \matrix_(_, _) _; have HE u : H *m u = \sum_i u i 0 *: col_mx (h i) 1%:M.
  by apply/colP => i; rewrite summxE mxE; apply: eq_bigr => j _; rewrite [RHS]mxE [H _ _]mxE mulrC.
rewrite -col_leq_rank leqNgt; apply/negP => /kernel_vector[u /eqP nz]; rewrite HE => e.
case: nz; apply/colP => j; rewrite [RHS]mxE; apply: (ind (fun j => u j 0)).
  have := congr1 (fun m => dsubmx m 0 0) e; rewrite !mxE summxE => {2}<-.
  by apply: eq_bigr => i _; rewrite !mxE (unsplitK (inr _)) !mxE mulr1.
have := congr1 usubmx e; rewrite raddf_sum linear0 => {2}<-.
by apply: eq_bigr => i _; rewrite /= linearZ /= col_mxKu.
Qed.

(** Near affinely independent points an affine map is given its values there by as many of its
    columns as there are points, whatever the other columns are. *)
Section Solving.
Variables (R : realFieldType) (X : Type) (ball : R -> X -> Prop) (m M n : nat).
Hypothesis ball_le : forall d e a, d <= e -> ball d a -> ball e a.
Notation lifted h := (\matrix_(k, i) (col_mx (h i) (1%:M : 'cV_1)) k 0).
Lemma solve_near (h0 : 'I_n -> 'cV[R]_M) (h : X -> 'I_n -> 'cV[R]_M) (A : X -> 'M[R]_(m, M + 1)) V :
  row_full (lifted h0) -> (forall i, cont ball (h0 i) (fun a => h a i)) ->
  exists s : 'I_n -> 'I_(M + 1), injective s /\ exists2 e, 0 < e & forall a, ball e a ->
  rowsub s (lifted (h a)) \in unitmx /\ (A a *m lifted (h a) = V <-> colsub s (A a) =
    (V - \sum_(l | l \notin [set s i | i in 'I_n]) col l (A a) *m row l (lifted (h a))) *m
    invmx (rowsub s (lifted (h a)))).
Proof.
move=> full near; pose s := fullrankfun full.
have inj : injective s := @fullrankfun_inj _ _ _ _ full.
have [e e0 he] := unit_open (fullrowsub_unit full).
have [d d0 hd] : exists2 d, 0 < d & forall a, ball d a -> forall i, mclose e (h0 i) (h a i).
  by apply: (common_delta ball_le) => i; apply: near.
exists s; split=> //; exists d => // a /hd {}hd; have uS : rowsub s (lifted (h a)) \in unitmx.
  apply: he => k i; rewrite !mxE; case: splitP => [j _|j _]; first exact: hd.
  by rewrite subrr normr0.
by split=> //; apply: split_solve.
Qed.
End Solving.

Section Graph.
Variables (R : realFieldType) (L M Q n : nat) (T : finType).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (lay : 'I_Q -> nat).
Variables (blk : T -> 'I_n) (rep : 'I_n -> T) (v : 'I_n -> 'cV[R]_Q).
Hypothesis repE : forall i, blk (rep i) = i.
Hypothesis one_layer : forall s t, blk s = blk t -> lay (cl s) = lay (cl t).
Hypothesis gathered : forall j, collapsed L lay j.
Implicit Types th : params R L M Q.

(* what the last hidden layer has at the representatives, a 1 below;
  and the output layer as one matrix *)
Definition last_layer th : 'M[R]_(M + 1, n) :=
  \matrix_(k, i) (col_mx (state th (x (rep i)) L) (1%:M : 'cV_1)) k 0.
Definition output_layer th : 'M[R]_(Q, M + 1) := row_mx (WO th) (bO th).

Lemma output_columns th : output_layer th *m last_layer th = columns (fun i => out th (x (rep i))).
Proof.
apply/matrixP => i j; rewrite [RHS]mxE /out.
have -> : WO th *m state th (x (rep j)) L + bO th =
    output_layer th *m col_mx (state th (x (rep j)) L) 1%:M by rewrite mul_row_col mulmx1.
by rewrite [LHS]mxE [RHS]mxE; apply: eq_bigr => k _; rewrite [last_layer _ _ _]mxE.
Qed.

Lemma fits_columns th : region cl x lay th ->
  ((forall t, out th (x t) = v (blk t)) <-> output_layer th *m last_layer th = columns v).
Proof.
move=> rg; rewrite output_columns; split=> [e|e t].
  by apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE e repE.
have -> : out th (x t) = out th (x (rep (blk t))).
  have h : lay (cl t) = lay (cl (rep (blk t))) by apply: one_layer; rewrite repE.
  by rewrite !(region_output _ rg) /trunc !gathered /apexes h.
by apply/colP => i; have := congr1 (fun m : 'M[R]_(Q, n) => m i (blk t)) e; rewrite !mxE.
Qed.

Variable th : params R L M Q.
Hypotheses (rg : region cl x lay th) (indep : aff_indep (fun i => apexes lay th (cl (rep i)))).

Lemma last_full : row_full (last_layer th).
Proof.
have [reg _] := rg.
have ind := state_indep (d := cumb th L) (cumW_unit reg (leqnn L)) indep.
apply: (@lifted_full _ _ _ (fun i => state th (x (rep i)) L)) => a s0 e; apply: ind s0 _.
by rewrite -[RHS]e; apply: eq_bigr => i _; rewrite (after rg) //; apply: gathered.
Qed.

(** Near th the networks with the outputs v are the graph of a map that is rational in the hidden
    parameters and affine in the other entries of the output layer: Q n entries are given by the
    K - Q n others. *)
Theorem graph : exists s : 'I_n -> 'I_(M + 1), injective s /\ exists2 d, 0 < d &
  forall th', close d th th' -> [/\ region cl x lay th', rowsub s (last_layer th') \in unitmx &
    (forall t, out th' (x t) = v (blk t)) <-> colsub s (output_layer th') =
      (columns v - \sum_(l | l \notin [set s i | i in 'I_n])
        col l (output_layer th') *m row l (last_layer th')) *m
      invmx (rowsub s (last_layer th'))].
Proof.
have state_near i : cont (fun e => close e th) (state th (x (rep i)) L)
  (fun th' => state th' (x (rep i)) L) by apply: state_cont.
have [s [inj [d1 d10 h1]]] :=
  solve_near (@close_le _ _ _ _ th) output_layer (columns v) last_full state_near.
have [d2 d20 h2] := region_open rg.
exists s; split=> //; exists (Num.min d1 d2) => [|th' cl']; first by rewrite lt_minr d10.
have rg' : region cl x lay th' by apply: h2; apply: close_le cl'; rewrite le_minl lexx orbT.
have [|uS solved] := h1 th' _; first by apply: close_le cl'; rewrite le_minl lexx.
by split=> //; rewrite fits_columns.
Qed.
End Graph.

(** T4: the block of a class is the class. *)
Theorem T4_graph (R : realFieldType) L M Q (T : finType) (w : T -> R) (cl : T -> 'I_Q)
  (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) lay rep (th : params R L M Q) :
  (forall t, 0 < w t) -> (forall j, cl (rep j) = j) -> (forall j, collapsed L lay j) ->
  region cl x lay th -> aff_indep (apexes lay th) ->
  exists s : 'I_Q -> 'I_(M + 1), injective s /\ exists2 d, 0 < d &
  forall th', close d th th' -> [/\ region cl x lay th',
    rowsub s (last_layer x rep th') \in unitmx &
    wcost w cl x y th' = 0 <-> colsub s (output_layer th') =
      (columns y - \sum_(l | l \notin [set s i | i in 'I_Q])
        col l (output_layer th') *m row l (last_layer x rep th')) *m
      invmx (rowsub s (last_layer x rep th'))].
Proof.
move=> w0 repE gathered rg ind.
have ind' : aff_indep (fun j => apexes lay th (cl (rep j))).
  by move=> a a0 e; apply: ind a0 _; rewrite -[RHS]e; apply: eq_bigr => j _; rewrite repE.
have [|s [inj [d d0 h]]] := graph y repE _ gathered rg ind'; first by move=> s t ->.
exists s; split=> //; exists d => // th' /h[rg' u e]; split=> //.
by rewrite wcost_eq0.
Qed.

(** T6: the blocks are the sets of classes that share a layer; the minimizers near th. *)
Theorem T6_graph (R : realFieldType) L M Q n (T : finType) (w : T -> R) (cl : T -> 'I_Q)
  (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) lay (rep : 'I_n -> T) (th : params R L M Q) :
  (forall t, 0 < w t) -> (forall j, (lay j < n)%N) -> (n <= L)%N ->
  (forall i : 'I_n, lay (cl (rep i)) = i) ->
  region cl x lay th -> aff_indep (fun l : 'I_n => apex th l) ->
  exists s : 'I_n -> 'I_(M + 1), injective s /\ exists2 d, 0 < d &
  forall th', close d th th' -> [/\ region cl x lay th',
    rowsub s (last_layer x rep th') \in unitmx &
    wcost w cl x y th' = merged_cost w cl y lay <-> colsub s (output_layer th') =
      (columns (fun i => merged_mean w cl y lay (rep i)) - \sum_(l | l \notin [set s i | i in 'I_n])
        col l (output_layer th') *m row l (last_layer x rep th')) *m
      invmx (rowsub s (last_layer x rep th'))].
Proof.
move=> w0 stages nL repE rg ind; pose blk t := Ordinal (stages (cl t)).
have gathered j : collapsed L lay j by apply: leq_trans (stages j) nL.
have blkE i : blk (rep i) = i by apply/val_inj; rewrite /= repE.
have ind' : aff_indep (fun i => apexes lay th (cl (rep i))).
  by move=> a a0 e; apply: ind a0 _; rewrite -[RHS]e; apply: eq_bigr => i _; rewrite /apexes repE.
pose v i := merged_mean w cl y lay (rep i).
have [s t [] //|s [inj [d d0 h]]] := graph v blkE _ gathered rg ind'.
exists s; split=> //; exists d => // th' /h[rg' u e]; split=> //.
rewrite T6_minimizers // -e; split=> m t; rewrite m /v; [|symmetry];
  apply: (block_mean_eq (key := fun t => lay (cl t))); by rewrite repE.
Qed.

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
