(**************************************************************************************************)
(* G8 (i): networks of any widths that send every class to a point of its own: rank, zero set     *)
(*   woff l p z         == all units of hidden layer l are negative at z                          *)
(*   gathers cl x lay p == all units of hidden layer lay j are negative on class j                *)
(*   wtop p             == the output layer [W | b]                                               *)
(*   wread D            == the change of the parameters that adds D to the output layer           *)
(*   wlasts x rep p     == the last hidden values at one point a class, a row of ones below       *)
(*   wtail th l n       == the n layers of th from layer l on, and its output layer               *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Descent Moments Network Jacobian Manifold Cells.
From Theory Require Import Separable ChainRule.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Layers.
Variables (R : realFieldType) (Q : nat).
Notation wparams := (@wparams R Q).
Fixpoint woff (l m : nat) (ds : seq nat) {struct ds} : wparams m ds -> 'cV[R]_m -> Prop :=
  match ds return wparams m ds -> 'cV[R]_m -> Prop with
  | [::] => fun p z => False
  | n :: ds' => fun p z => if l is l'.+1 then woff l' p.2 (relu (p.1 *m up z))
      else forall i, (p.1 *m up z) i 0 < 0
  end.
Fixpoint wtop m ds : wparams m ds -> 'M[R]_(Q, last m ds + 1) :=
  match ds return wparams m ds -> 'M[R]_(Q, last m ds + 1) with
  | [::] => fun p => p
  | n :: ds' => fun p => wtop p.2
  end.
Fixpoint wread m ds : 'M[R]_(Q, last m ds + 1) -> wparams m ds :=
  match ds return 'M[R]_(Q, last m ds + 1) -> wparams m ds with
  | [::] => fun D => D
  | n :: ds' => fun D => (0, @wread n ds' D)
  end.

Lemma wtopE m ds (p : wparams m ds) z : wout p z = wtop p *m up (wlast p z).
Proof. by elim: ds m p z => [|n ds IH] m p z //=; apply: IH. Qed.
Lemma wread_tangent m ds (p : wparams m ds) D z : wtan p (wread D) z 0 = D *m up (wlast p z).
Proof.
have still n j (P : 'M[R]_(j, n + 1)) v : P *m along 0 + 0 *m v = 0.
  by rewrite /along col_mx0 mulmx0 mul0mx addr0.
elim: ds m p D z => [|n ds IH] m p D z; first by rewrite /= /along col_mx0 mulmx0 add0r.
by rewrite [LHS]/= still mask0; apply: IH.
Qed.

(* behind the layer all is the same *)
Lemma mask_neg n (z d : 'cV[R]_n) : (forall i, z i 0 < 0) -> mask z d = 0.
Proof. by move=> neg; apply/colP => i; rewrite !mxE lt_gtF. Qed.
Lemma wlast_off l m ds (p : wparams m ds) z u : woff l p z -> woff l p u -> wlast p z = wlast p u.
Proof.
elim: ds l m p z u => [l m p z u []|n ds IH [|l] m p z u]; last exact: IH.
by move=> nz nu; apply: congr1 (etrans (relu_neg nz) (esym (relu_neg nu))).
Qed.
Lemma wtan_off l m ds (p h : wparams m ds) z u dz du :
  woff l p z -> woff l p u -> wtan p h z dz = wtan p h u du.
Proof.
elim: ds l m p h z u dz du => [l m p h z u dz du []|n ds IH [|l] m p h z u dz du]; last exact: IH.
move=> nz nu; apply: (f_equal2 (wtan p.2 h.2)); last by rewrite (mask_neg _ nz) (mask_neg _ nu).
exact: etrans (relu_neg nz) (esym (relu_neg nu)).
Qed.
Lemma woff_same l m ds (p q : wparams m ds) z u : wsame p z q u -> woff l p z -> woff l q u.
Proof.
elim: ds l m p q z u => [l m p q z u _ []|n ds IH [|l] m p q z u same]; last exact: IH same.2.
by move=> neg i; rewrite (same_lt0 (same.1 i)).
Qed.
End Layers.

Section Gathered.
Variables (R : realFieldType) (Q m k : nat) (ds : seq nat) (T : finType).
Variables (cl : T -> 'I_k) (x : T -> 'cV[R]_m) (lay : 'I_k -> nat) (rep : 'I_k -> T).
Hypothesis repE : forall j, cl (rep j) = j.
Notation wparams := (@wparams R Q m ds).
Definition gathers (p : wparams) := forall t, woff (lay (cl t)) p (x t).
Definition wlasts (p : wparams) : 'M[R]_(last m ds + 1, k) :=
  columns (fun j => up (wlast p (x (rep j)))).

Lemma wlast_rep p t : gathers p -> wlast p (x t) = wlast p (x (rep (cl t))).
Proof. by move=> off; apply: wlast_off (off t) _; have := off (rep (cl t)); rewrite repE. Qed.
Lemma fits_wlasts p (y : 'I_k -> 'cV[R]_Q) : gathers p ->
  ((forall t, wout p (x t) = y (cl t)) <-> wtop p *m wlasts p = columns y).
Proof.
move=> off; have -> : wtop p *m wlasts p = columns (fun j => wout p (x (rep j))).
  apply/matrixP => i j; rewrite [RHS]mxE wtopE !mxE.
  by apply: eq_bigr => l _; rewrite [wlasts p _ _]mxE.
split=> [e|e t].
  by apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE e repE.
rewrite wtopE (wlast_rep t off) -wtopE; apply/colP => i.
by have := congr1 (fun A : 'M[R]_(Q, k) => A i (cl t)) e; rewrite !mxE.
Qed.

Variable p : wparams.
(** Affinely independent targets are images of affinely independent last values. *)
Lemma last_indep (y : 'I_k -> 'cV[R]_Q) : (forall t, wout p (x t) = y (cl t)) -> aff_indep y ->
  aff_indep (fun j => wlast p (x (rep j))).
Proof.
move=> e; apply: (indep_before (A := lsubmx (wtop p)) (b := rsubmx (wtop p))) => j.
by rewrite -mul_up -wtopE e repE.
Qed.

Hypothesis off : gathers p.
Hypothesis indep : aff_indep (fun j => wlast p (x (rep j))).
Theorem gathered_image : limg (wjac x p) = limg (linfun (spread (R := R) (Q := Q) cl)).
Proof.
apply: spread_image => [j|h s t e|v]; first by exists (rep j).
  by rewrite lfunE /= !ffunE; apply: wtan_off (off s) _; rewrite e; apply: off.
have [D [d e]] := interpolate v indep; exists (wread (row_mx D d)) => t.
by rewrite lfunE /= ffunE wread_tangent (wlast_rep t off) -e row_up.
Qed.
Theorem gathered_rank : \dim (limg (wjac x p)) = (k * Q)%N.
Proof. by rewrite gathered_image spread_dim // => j; exists (rep j). Qed.
Theorem gathered_kernel : (\dim (lker (wjac x p)) + k * Q = wsize Q m ds)%N.
Proof. by rewrite -gathered_rank -(wparams_dim R) -(limg_ker_dim (wjac x p) fullv) capfv. Qed.

(** Near p the networks with the outputs y are a graph: Q k entries of the output layer are given by
    the K - Q k other parameters. *)
Theorem gathered_graph (y : 'I_k -> 'cV[R]_Q) : (forall t, wstrict p (x t)) ->
  exists s : 'I_k -> 'I_(last m ds + 1), injective s /\ exists2 e, 0 < e &
  forall q, wclose e p q -> [/\ forall t, wsame p (x t) q (x t), rowsub s (wlasts q) \in unitmx &
    (forall t, wout q (x t) = y (cl t)) <-> colsub s (wtop q) =
      (columns y - \sum_(l | l \notin [set s i | i in 'I_k]) col l (wtop q) *m row l (wlasts q)) *m
      invmx (rowsub s (wlasts q))].
Proof.
move=> strict; have ball_le d e q : d <= e -> wclose d p q -> wclose e p q by apply: wclose_le.
have last_near j : cont (fun e => wclose e p) (wlast p (x (rep j))) (fun q => wlast q (x (rep j))).
  by apply: (wlast_cont ball_le (@wcont_id _ _ _ _ p)); apply: cont_const.
have [s [inj [d1 d10 h1]]] :=
  solve_near ball_le (@wtop _ _ m ds) (columns y) (lifted_full indep) last_near.
have [d2 d20 h2] := pattern_open strict.
exists s; split=> //; exists (Num.min d1 d2) => [|q cl_q]; first by rewrite lt_minr d10.
have same : forall t, wsame p (x t) q (x t).
  by apply: h2; apply: ball_le cl_q; rewrite le_minl lexx orbT.
have [|uS solved] := h1 q _; first by apply: ball_le cl_q; rewrite le_minl lexx.
split=> //; rewrite fits_wlasts // => t.
exact: woff_same (same t) (off t).
Qed.
End Gathered.

(** The network of G5. *)
Section Tail.
Variables (R : realFieldType) (L D Q : nat) (th : params R L D Q).
Fixpoint wtail l n : wparams R Q D (nseq n D) :=
  match n return wparams R Q D (nseq n D) with
  | 0 => row_mx (WO th) (bO th)
  | n'.+1 => (row_mx (W th l) (b th l), wtail l.+1 n')
  end.
Lemma tail_out l n z : (l + n = L)%N -> wout (wtail l n) (state th z l) = out th z.
Proof.
elim: n l => [|n IH] l; first by rewrite addn0 => ->; apply: row_up.
by rewrite -addSnnS => e; rewrite -(IH _ e) /= row_up.
Qed.
Lemma tail_strict l n z : (l + n = L)%N -> (forall r i, (r < L)%N -> pre th z r i 0 != 0) ->
  wstrict (wtail l n) (state th z l).
Proof.
move=> + nz; elim: n l => [|n IH] l e //.
split; first by move=> i; rewrite row_up; apply: nz; rewrite -e addnS ltnS leq_addr.
by rewrite row_up; apply: IH; rewrite addSnnS.
Qed.
Lemma tail_off r l n z : (r < n)%N -> (forall i, pre th z (l + r) i 0 < 0) ->
  woff r (wtail l n) (state th z l).
Proof.
elim: n r l => [|n IH] // [|r] l lt neg; first by move=> i; rewrite row_up -[l]addn0; apply: neg.
by rewrite /= row_up; apply: IH; rewrite // addSnnS.
Qed.
Lemma tail_indep k l n (z : 'I_k -> 'cV[R]_D) : (l + n = L)%N ->
  aff_indep (fun j => state th (z j) L) ->
  aff_indep (fun j => wlast (wtail l n) (state th (z j) l)).
Proof.
move=> + ind; elim: n l => [|n IH] l e; first by rewrite -[l]addn0 e.
move: e; rewrite -addSnnS => /IH {}IH a s0 ae; apply: (IH a s0); rewrite -[RHS]ae.
by apply: eq_bigr => j _; rewrite /= row_up.
Qed.
End Tail.

Theorem gathered_network (R : realFieldType) M q Q (T : finType) (x : T -> 'cV[R]_M)
  (cl : T -> 'I_q.+2) (f : nat -> 'cV[R]_M) b (y : 'I_q.+2 -> 'cV[R]_Q) :
  decision_list q.+1 x (fun t => cl t) f b ->
  exists p : wparams R Q M (nseq q.+2 q.+1), [/\ forall t, wout p (x t) = y (cl t),
    gathers cl x (fun j => j) p, forall t, wstrict p (x t) &
    forall rep, (forall j, cl (rep j) = j) -> aff_indep (fun j => wlast p (x (rep j)))].
Proof.
move=> cells; have [th [_ sg o [v ind vE]]] := deep_heights cells (fun l => y (inord l)) (leqnn _).
pose h t := heights q f b (x t).
pose first := row_mx (W th 0 *m normals q f) (Network.b th 0 - W th 0 *m \col_j b j).
have firstE t : first *m up (x t) = pre th (h t) 0.
  by rewrite row_up /pre /= mulmxBr -mulmxA addrA addrAC.
have nz t l i : (l < q.+2)%N -> pre th (h t) l i 0 != 0.
  by move=> lt; have := sg t l i lt; case: ifP => _; [move/lt_eqF ->|move/gt_eqF ->].
have neg t i : pre th (h t) (cl t) i 0 < 0 by have := sg t _ i (ltn_ord (cl t)); rewrite eqxx.
exists (first, wtail th 1 q.+1); split=> [t|t|t|rep repE].
- rewrite [LHS]/= firstE; have := tail_out th (h t) (erefl : (1 + q.+1 = q.+2)%N).
  by rewrite o inord_val.
- rewrite /gathers; move: (ltn_ord (cl t)) (neg t); case: (val (cl t)) => [_|l lt] off.
    by move=> i; rewrite firstE.
  change (woff l (wtail th 1 q.+1) (relu (first *m up (x t)))).
  by rewrite firstE; apply: (tail_off (th := th) (l := 1) (z := h t)).
- split=> [i|]; first by rewrite firstE; apply: nz.
  by rewrite firstE; apply: (tail_strict (th := th) (l := 1) (z := h t)) => // r i; apply: nz.
have last_ind : aff_indep (fun j => state th (h (rep j)) q.+2).
  move=> a s0 ae; apply: (ind a s0); rewrite -[RHS]ae.
  by apply: eq_bigr => j _; rewrite vE repE.
move=> a s0 ae; apply: (tail_indep (l := 1) (n := q.+1) erefl last_ind s0); rewrite -[RHS]ae.
by apply: eq_bigr => j _; rewrite /= firstE.
Qed.
