(**************************************************************************************************)
(* Networks of any widths as a vector space, and their tangent map by the chain rule              *)
(*   wparams m ds Q     == networks from m entries through layers of widths ds to Q outputs,      *)
(*                         each layer one matrix (W, b), as a vector space                        *)
(*   wsize m ds Q       == its dimension K                                                        *)
(*   wout p z           == the output at z                                                        *)
(*   wlast p z          == the values of the last hidden layer at z                               *)
(*   wstrict p z        == no pre-activation is 0 at z                                            *)
(*   wclose e p q       == all entries of q are within e of those of p                            *)
(*   wsmall d h         == all entries of h are at most d in absolute value                       *)
(*   wsame p z q u      == every pre-activation of q at u has the sign of that of p at z          *)
(*   wcont ball p q     == q a is close to p when a is in a small ball                            *)
(*   wtan p h z dz      == the tangent of the output at z along (h, dz), by the chain rule        *)
(*   wjac x p           == the tangents of the outputs at all points, linear in h                 *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Network Jacobian.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section ChainRule.
Variables (R : realFieldType) (Q : nat).

Fixpoint wparams (m : nat) (ds : seq nat) : vectType R :=
  if ds is n :: ds' then [vectType R of 'M[R]_(n, m + 1) * wparams n ds']
  else [vectType R of 'M[R]_(Q, m + 1)].
Fixpoint wsize (m : nat) (ds : seq nat) : nat :=
  if ds is n :: ds' then (n * (m + 1) + wsize n ds')%N else (Q * (m + 1))%N.
Lemma wparams_dim m ds : \dim (fullv : {vspace wparams m ds}) = wsize m ds.
Proof.
rewrite dimvf; elim: ds m => [|n ds IH] m /=; first exact: dim_mx.
by rewrite dim_pair dim_mx IH.
Qed.

Definition up m (z : 'cV[R]_m) : 'cV[R]_(m + 1) := col_mx z 1%:M.
Definition along m (dz : 'cV[R]_m) : 'cV[R]_(m + 1) := col_mx dz 0.
Fixpoint wlast m ds : wparams m ds -> 'cV[R]_m -> 'cV[R]_(last m ds) :=
  match ds return wparams m ds -> 'cV[R]_m -> 'cV[R]_(last m ds) with
  | [::] => fun p z => z
  | n :: ds' => fun p z => wlast p.2 (relu (p.1 *m up z))
  end.
Fixpoint wout m ds : wparams m ds -> 'cV[R]_m -> 'cV[R]_Q :=
  match ds return wparams m ds -> 'cV[R]_m -> 'cV[R]_Q with
  | [::] => fun p z => p *m up z
  | n :: ds' => fun p z => wout p.2 (relu (p.1 *m up z))
  end.
Fixpoint wstrict m ds : wparams m ds -> 'cV[R]_m -> Prop :=
  match ds return wparams m ds -> 'cV[R]_m -> Prop with
  | [::] => fun p z => True
  | n :: ds' => fun p z =>
      (forall i, (p.1 *m up z) i 0 != 0) /\ wstrict p.2 (relu (p.1 *m up z))
  end.
Fixpoint wclose (e : R) m ds : wparams m ds -> wparams m ds -> Prop :=
  match ds return wparams m ds -> wparams m ds -> Prop with
  | [::] => fun p q => mclose e p q
  | n :: ds' => fun p q => mclose e p.1 q.1 /\ wclose e p.2 q.2
  end.
Fixpoint wsmall m ds (d : R) : wparams m ds -> Prop :=
  match ds return wparams m ds -> Prop with
  | [::] => fun h => mle d h
  | n :: ds' => fun h => mle d h.1 /\ wsmall d h.2
  end.
Fixpoint wsame m ds : wparams m ds -> 'cV[R]_m -> wparams m ds -> 'cV[R]_m -> Prop :=
  match ds return wparams m ds -> 'cV[R]_m -> wparams m ds -> 'cV[R]_m -> Prop with
  | [::] => fun p z q u => True
  | n :: ds' => fun p z q u =>
      (forall i, Num.sg ((q.1 *m up u) i 0) = Num.sg ((p.1 *m up z) i 0)) /\
      wsame p.2 (relu (p.1 *m up z)) q.2 (relu (q.1 *m up u))
  end.
Fixpoint wtan m ds : wparams m ds -> wparams m ds -> 'cV[R]_m -> 'cV[R]_m -> 'cV[R]_Q :=
  match ds return wparams m ds -> wparams m ds -> 'cV[R]_m -> 'cV[R]_m -> 'cV[R]_Q with
  | [::] => fun p h z dz => p *m along dz + h *m up z
  | n :: ds' => fun p h z dz => wtan p.2 h.2 (relu (p.1 *m up z))
      (mask (p.1 *m up z) (p.1 *m along dz + h.1 *m up z))
  end.

Lemma row_up m k (A : 'M[R]_(k, m)) a z : row_mx A a *m up z = A *m z + a.
Proof. by rewrite mul_row_col mulmx1. Qed.
Lemma mul_up m k (A : 'M[R]_(k, m + 1)) z : A *m up z = lsubmx A *m z + rsubmx A.
Proof. by rewrite -{1}[A]hsubmxK row_up. Qed.
Lemma along_lin m a (u v : 'cV[R]_m) : along (a *: u + v) = a *: along u + along v.
Proof. by rewrite /along scale_col_mx add_col_mx scaler0 addr0. Qed.
Lemma layer_lin m k (P H H' : 'M[R]_(k, m + 1)) a u v z :
  P *m along (a *: u + v) + (a *: H + H') *m z =
  a *: (P *m along u + H *m z) + (P *m along v + H' *m z).
Proof. by rewrite along_lin mulmxDr mulmxDl -scalemxAr -scalemxAl scalerDr addrACA. Qed.
Lemma wtan_lin m ds (p : wparams m ds) a h h' z u v :
  wtan p (a *: h + h') z (a *: u + v) = a *: wtan p h z u + wtan p h' z v.
Proof.
elim: ds m p h h' z u v => [|n ds IH] m p h h' z u v; first exact: layer_lin.
case: p h h' => P p [H h] [H' h']; rewrite [LHS]/= layer_lin mask_lin.
exact: IH.
Qed.
Lemma wtan0 m ds (p : wparams m ds) z : wtan p 0 z 0 = 0.
Proof. by have := wtan_lin p (-1) 0 0 z 0 0; rewrite !scaler0 !addr0 scaleN1r addNr. Qed.
Lemma wtanD m ds (p : wparams m ds) h h' z u v :
  wtan p (h + h') z (u + v) = wtan p h z u + wtan p h' z v.
Proof. by have := wtan_lin p 1 h h' z u v; rewrite !scale1r. Qed.

(** Networks close by. *)
Lemma wclose_le d e m ds (p q : wparams m ds) : d <= e -> wclose d p q -> wclose e p q.
Proof.
move=> le; elim: ds m p q => [|n ds IH] m p q; first exact: mclose_le.
by case=> h1 h2; split; [apply: mclose_le h1|apply: IH h2].
Qed.

Section Continuity.
Variables (X : Type) (ball : R -> X -> Prop).
Hypothesis ball_le : forall d e a, d <= e -> ball d a -> ball e a.
Definition wcont m ds (p : wparams m ds) (q : X -> wparams m ds) :=
  forall eps, 0 < eps -> exists2 d, 0 < d & forall a, ball d a -> wclose eps p (q a).

Lemma wcont_first m n ds (p : wparams m (n :: ds)) q :
  wcont p q -> cont ball p.1 (fun a => (q a).1).
Proof. by move=> h e /h[d d0 {}h]; exists d => [//|a /h/proj1]. Qed.
Lemma wcont_rest m n ds (p : wparams m (n :: ds)) q : wcont p q -> wcont p.2 (fun a => (q a).2).
Proof. by move=> h e /h[d d0 {}h]; exists d => [//|a /h/proj2]. Qed.
Lemma layer_cont m k (P : 'M[R]_(k, m + 1)) (z : 'cV[R]_m) p u : cont ball P p -> cont ball z u ->
  cont ball (P *m up z) (fun a => p a *m up (u a)).
Proof.
move=> hp hu; apply: (cont_mul ball_le) hp _ => e e0; have [d d0 h] := hu e e0.
exists d => // a /h {}h i j.
by rewrite !mxE; case: splitP => [k' _|k' _]; rewrite ?subrr ?normr0.
Qed.

Lemma wlast_cont m ds (p : wparams m ds) z q u : wcont p q -> cont ball z u ->
  cont ball (wlast p z) (fun a => wlast (q a) (u a)).
Proof.
elim: ds m p z q u => [|n ds IH] m p z q u hq hu //=.
by apply: IH (wcont_rest hq) _; apply/relu_cont/layer_cont => //; apply: wcont_first.
Qed.

Lemma wsame_near m ds (p : wparams m ds) z q u : wcont p q -> cont ball z u -> wstrict p z ->
  exists2 d, 0 < d & forall a, ball d a -> wsame p z (q a) (u a).
Proof.
elim: ds m p z q u => [|n ds IH] m p z q u hq hu; first by exists 1.
case=> nz strict; have hz := layer_cont (wcont_first hq) hu.
have [d d0 h] := cont_sign ball_le hz.
have [e e0 h'] := IH _ _ _ _ _ (wcont_rest hq) (relu_cont hz) strict.
exists (Num.min d e) => [|a ba]; first by rewrite lt_minr d0.
by split=> [i|]; [apply: h (nz i)|apply: h']; apply: ball_le ba; rewrite le_minl lexx ?orbT.
Qed.
End Continuity.

Lemma wcont_id m ds (p : wparams m ds) : wcont (fun d => wclose d p) p id.
Proof. by move=> e e0; exists e. Qed.
(** Near p every pre-activation at finitely many points keeps its sign. *)
Lemma pattern_open (T : finType) m ds (p : wparams m ds) (x : T -> 'cV[R]_m) :
  (forall t, wstrict p (x t)) ->
  exists2 d, 0 < d & forall q, wclose d p q -> forall t, wsame p (x t) q (x t).
Proof.
move=> strict; have ble d e q : d <= e -> wclose d p q -> wclose e p q by exact: wclose_le.
apply: (common_delta ble) => t.
by apply: (wsame_near ble (@wcont_id _ _ p)) (strict t); apply: cont_const.
Qed.

(** The chain rule is the derivative. *)
Section Derivative.
Lemma wsmall_mono d e m ds (h : wparams m ds) : d <= e -> wsmall d h -> wsmall e h.
Proof.
move=> le; elim: ds m h => [|n ds IH] m h; first exact: mle_le.
by case=> s1 s2; split; [apply: mle_le s1|apply: IH s2].
Qed.

Lemma layer_remainder m k (P H : 'M[R]_(k, m + 1)) (z u du : 'cV[R]_m) :
  (P + H) *m up u - P *m up z - (P *m along du + H *m up z) =
  (P + H) *m along (u - z - du) + H *m along du.
Proof.
have -> : along (u - z - du) = up u - up z - along du.
  by rewrite /along /up !opp_col_mx !add_col_mx subrr subr0.
by have := remainder P H (up z) (along du) (up u) 0 0; rewrite !addr0.
Qed.

Variables (X : Type) (size : R -> X -> Prop).
Hypothesis mono : forall d e a, d <= e -> size d a -> size e a.
Lemma O_along k m (f : X -> 'cV[R]_m) :
  bigO size k f -> bigO size k (fun a => along (f a)).
Proof.
move=> [C [d0 [C0 d00 le1 h]]]; exists C, d0; split=> // a d dd l s i j; rewrite mxE.
case: splitP => i' _; first exact: h.
by rewrite mxE normr0 mulr_ge0 // exprn_ge0.
Qed.

(* both the network and the input move *)
Lemma wout_remainder m ds (p : wparams m ds) h z u du :
  (forall d a, size d a -> wsmall d (h a)) -> wstrict p z -> bigO size 1 du ->
  bigO size 2 (fun a => u a - z - du a) ->
  bigO size 2 (fun a => wout (p + h a) (u a) - wout p z - wtan p (h a) z (du a)).
Proof.
elim: ds m p h z u du => [|n ds IH] m p h z u du small strict d1 r2.
  have h1 : bigO size 1 h by apply: O_size => d a _ /small.
  apply: O_eq (O_product p h1 (O_along r2) (O_along d1)) => a.
  exact: layer_remainder.
have h1 : bigO size 1 (fun a => (h a).1) by apply: O_size => d a _ /small[].
case: strict => nz strict; pose df a := p.1 *m along (du a) + (h a).1 *m up z.
have df1 : bigO size 1 df.
  by apply: O_add (O_mul (O_const _ p.1) (O_along d1)) (O_mul h1 (O_const _ (up z))).
apply: (IH _ p.2 (fun a => (h a).2) _ (fun a => relu ((p.1 + (h a).1) *m up (u a)))) strict _ _.
- by move=> d a /small[].
- exact: O_mask.
apply: (O_relu mono nz df1); apply: O_eq (O_product p.1 h1 (O_along r2) (O_along d1)) => a.
exact: layer_remainder.
Qed.
End Derivative.
Variable T : finType.
Section Jacobian.
Variables (m : nat) (ds : seq nat) (x : T -> 'cV[R]_m) (p : wparams m ds).
Definition wrow (h : wparams m ds) : {ffun T -> 'cV[R]_Q} := [ffun t => wtan p h (x t) 0].
Lemma wrow_linear : linear wrow.
Proof.
move=> a h h'; apply/ffunP => t; rewrite !ffunE -wtan_lin scaler0 addr0.
by [].
Qed.
Canonical wrow_lin := Linear wrow_linear.
Definition wjac : 'Hom(wparams m ds, [vectType R of {ffun T -> 'cV[R]_Q}]) := linfun wrow.

Theorem wjac_derivative t : wstrict p (x t) ->
  bigO (@wsmall m ds) 2 (fun h => wout (p + h) (x t) - wout p (x t) - wjac h t).
Proof.
move=> strict; apply: (O_eq (g := fun h => wout (p + h) (x t) - wout p (x t) - wtan p h (x t) 0)).
  by move=> h; rewrite lfunE ffunE.
apply: wout_remainder strict _ _ => //.
- by move=> d e h; apply: wsmall_mono.
- exact: O_zero.
by apply: O_eq (O_zero _ 2 _ _) => h; rewrite subrr subr0.
Qed.
End Jacobian.
End ChainRule.
Arguments wsmall {R Q m ds} d _.
