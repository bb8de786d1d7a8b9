(**************************************************************************************************)
(* U1: the rank of the Jacobian is at most the number of parameters without the hidden units      *)
(*   down p a           == column i of the first layer of p times - a i, the rest 0               *)
(*   unseen p           == rescalings of the units of the first layer, and changes of the others  *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Network Jacobian Manifold ChainRule.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** What an injective map brings to the kernel of A, the images of A' being no fewer. *)
Lemma kernel_below (R : fieldType) (U V V' W : vectType R) (f : {linear V -> U})
  (A : 'Hom(U, W)) (A' : 'Hom(V', W)) : (forall v, f v = 0 -> v = 0) ->
  (forall v, exists v', A (f v) = A' v') -> (Vector.dim V <= \dim (lker A) + \dim (limg A'))%N.
Proof.
move=> inj sub; have dF : \dim (limg (linfun f)) = Vector.dim V.
  rewrite limg_dim_eq; first by rewrite dimvf.
  apply/eqP; rewrite -subv0; apply/subvP => u; rewrite memv_cap memv0 => /andP[_].
  by rewrite memv_ker lfunE /= => /eqP/inj ->.
rewrite -dF -(limg_ker_dim A) leq_add ?dimvS ?capvSr //.
apply/subvP => _ /memv_imgP[_ /memv_imgP[u _ ->] ->]; rewrite lfunE.
by have [u' ->] := sub u; apply: memv_img (memvf _).
Qed.

Section Counting.
Variables (R : realFieldType) (Q : nat) (T : finType).
Notation wparams := (@wparams R Q).
Notation wsize := (wsize Q).

(* the first layer of p sees the units of the layer before: unit i times 1 - a i *)
Definition down n ds : wparams n ds -> 'rV[R]_n -> wparams n ds :=
  match ds return wparams n ds -> 'rV[R]_n -> wparams n ds with
  | [::] => fun p a => - (p *m block_mx (diag_mx a) 0 0 0)
  | k :: ds' => fun p a => (- (p.1 *m block_mx (diag_mx a) 0 0 0), 0)
  end.
Lemma block_up n (a : 'rV[R]_n) z : block_mx (diag_mx a) 0 0 0 *m up z = along (diag_mx a *m z).
Proof. by rewrite mul_block_col !mul0mx !addr0. Qed.
Lemma down_unseen n ds (p : wparams n ds) a z : wtan p (down p a) z (diag_mx a *m z) = 0.
Proof.
have e k (P : 'M[R]_(k, n + 1)) : P *m along (diag_mx a *m z) +
    - (P *m block_mx (diag_mx a) 0 0 0) *m up z = 0.
  by rewrite mulNmx -mulmxA block_up subrr.
case: ds p => [|k ds] p; first exact: e.
by apply: (etrans (congr1 (wtan p.2 0 _) _) (wtan0 p.2 _)); rewrite (e k p.1) mask0.
Qed.
Lemma down_lin n ds (p : wparams n ds) c a a' : down p (c *: a + a') = c *: down p a + down p a'.
Proof.
have e k (P : 'M[R]_(k, n + 1)) : - (P *m block_mx (diag_mx (c *: a + a')) 0 0 0) =
    c *: - (P *m block_mx (diag_mx a) 0 0 0) + - (P *m block_mx (diag_mx a') 0 0 0)
    :> 'M[R]_(k, n + 1).
  have -> : block_mx (diag_mx (c *: a + a')) 0 0 0 =
      c *: block_mx (diag_mx a) 0 0 0 + block_mx (diag_mx a') 0 0 0 :> 'M[R]_(n + 1).
    by rewrite scale_block_mx add_block_mx !scaler0 !addr0 linearD linearZ.
  by rewrite mulmxDr opprD -scalemxAr scalerN.
case: ds p => [|k ds] p /=; first exact: e.
by apply: pair_lin; [apply: e|rewrite scaler0 addr0].
Qed.

Section Step.
Variables (m n : nat) (ds : seq nat) (x : T -> 'cV[R]_m) (P : 'M[R]_(n, m + 1)) (p : wparams n ds).
Definition seen t : 'cV[R]_n := relu (P *m up (x t)).
(* a unit without weights and bias may have any, for it is on nowhere *)
Definition weighted : 'M[R]_(n, m + 1) := \matrix_(i, j) (if row i P == 0 then 1 else P i j).
Definition visible (a : 'rV[R]_n) : 'rV[R]_n := \row_i (if row i P == 0 then 0 else a 0 i).
Definition unseen (u : 'rV[R]_n * wparams n ds) : wparams m (n :: ds) :=
  (diag_mx u.1 *m weighted, down p (visible u.1) + u.2).
Lemma visible_lin c a a' : visible (c *: a + a') = c *: visible a + visible a'.
Proof. by apply/rowP => i; rewrite !mxE; case: ifP => _; rewrite ?mulr0 ?addr0. Qed.
Lemma unseen_linear : linear unseen.
Proof.
move=> c [a h] [a' h']; rewrite /unseen.
have -> : diag_mx (c *: a + a') *m weighted = c *: (diag_mx a *m weighted) + diag_mx a' *m weighted.
  by rewrite linearD linearZ mulmxDl -scalemxAl.
have -> : down p (visible (c *: a + a')) + (c *: h + h') =
    c *: (down p (visible a) + h) + (down p (visible a') + h').
  by rewrite visible_lin down_lin scalerDr addrACA.
by [].
Qed.
Canonical unseen_lin := Linear unseen_linear.

Lemma unseen_tangent u t : wtan ((P, p) : wparams m (n :: ds)) (unseen u) (x t) 0 =
  wtan p u.2 (seen t) 0.
Proof.
rewrite /= (_ : mask _ _ = diag_mx (visible u.1) *m seen t).
  by rewrite -[X in wtan _ _ _ X]addr0 wtanD down_unseen add0r.
have -> : along (0 : 'cV[R]_m) = 0 by rewrite /along col_mx0.
rewrite mulmx0 add0r; apply/colP => i.
have entry (a : 'rV[R]_n) (z : 'cV[R]_n) : (diag_mx a *m z) i 0 = a 0 i * z i 0.
  by rewrite mul_diag_mx mxE.
rewrite mxE -mulmxA !entry [visible u.1 _ _]mxE [seen t _ _]mxE.
have [z|nz] := eqVneq (row i P) 0.
  rewrite mul0r; have -> : (P *m up (x t)) i 0 = 0; last by rewrite ltxx.
  by have := congr1 (fun r => (r *m up (x t)) 0 0) z; rewrite -row_mul mul0mx !mxE.
have -> : (weighted *m up (x t)) i 0 = (P *m up (x t)) i 0.
  by rewrite !mxE; apply: eq_bigr => j _; rewrite mxE (negbTE nz).
by case: ltP => _; rewrite ?mulr0.
Qed.

Lemma unseen_inj u : unseen u = 0 -> u = 0.
Proof.
move=> e; have e1 := congr1 fst e; have e2 := congr1 snd e; rewrite /= in e1 e2.
have u1 : u.1 = 0.
  apply/rowP => i; rewrite [RHS]mxE.
  have [j nz] : exists j, weighted i j != 0.
    have [z|/rV0Pn[j nz]] := eqVneq (row i P) 0.
      by exists (rshift m 0); rewrite mxE z eqxx oner_eq0.
    exists j; rewrite mxE; case: ifP => [/eqP z|_]; first by rewrite oner_eq0.
    by rewrite mxE in nz.
  have := congr1 (fun M : 'M[R]_(n, m + 1) => M i j) e1; rewrite mul_diag_mx mxE [RHS]mxE => /eqP.
  by rewrite mulf_eq0 (negbTE nz) orbF => /eqP.
have v0 : visible 0 = 0 by apply/rowP => i; rewrite !mxE; case: ifP.
move: e2; rewrite u1 v0 (_ : down p 0 = 0) ?add0r => [e2|].
  by rewrite [u]surjective_pairing u1 e2.
by have := down_lin p (-1) 0 0; rewrite !scaler0 !addr0 scaleN1r addNr.
Qed.

Lemma step_kernel : (n + \dim (lker (wjac seen p)) <=
  \dim (lker (wjac x ((P, p) : wparams m (n :: ds)))))%N.
Proof.
set A := wjac x _; set A' := wjac seen p.
have := kernel_below (A := A) (A' := A') unseen_inj; rewrite dim_pair dim_mx mul1n.
have := limg_ker_dim A' fullv; rewrite capfv dimvf => <-; rewrite addnA leq_add2r; apply=> u.
by exists u.2; rewrite !lfunE; apply/ffunP => t; rewrite !ffunE unseen_tangent.
Qed.
End Step.

Lemma kernel_units m ds (x : T -> 'cV[R]_m) (p : wparams m ds) :
  (sumn ds <= \dim (lker (wjac x p)))%N.
Proof.
elim: ds m x p => [|n ds IH] m x p //.
case: p => P p; apply: leq_trans (step_kernel x P p); rewrite leq_add2l.
exact: IH.
Qed.

Theorem U1 m ds (x : T -> 'cV[R]_m) (p : wparams m ds) :
  (\dim (limg (wjac x p)) <= minn (Q * #|T|) (wsize m ds - sumn ds))%N.
Proof.
rewrite leq_min; apply/andP; split.
  apply: leq_trans (dimvS (subvf _)) _.
  by rewrite dimvf dim_ffun dim_mx muln1 mulnC.
rewrite -(wparams_dim R Q) -(limg_ker_dim (wjac x p) fullv) capfv addnC -addnBA ?kernel_units //.
exact: leq_addr.
Qed.
End Counting.
